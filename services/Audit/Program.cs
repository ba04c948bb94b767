using PenguinMails.Audit;

var builder = WebApplication.CreateBuilder(args);
if (MigrationCommand.IsAsked(args))
{
    return await MigrationCommand.RunAsync(builder.Configuration, AuditExtensions.Database, typeof(AuditExtensions).Assembly);
}

builder.AddServiceDefaults("audit");
builder.AddAudit();

var app = builder.BuildService();
if (SetAsideCommand.IsAsked(args))
{
    return await app.RunSetAsideCommandAsync(args);
}

app.MapAudit();
await app.RunAsync();
return 0;
