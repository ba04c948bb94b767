using PenguinMails.Audit;

var builder = WebApplication.CreateBuilder(args);
if (MigrationCommand.IsAsked(args))
{
    return await MigrationCommand.RunAsync(builder.Configuration, AuditExtensions.Database, typeof(AuditExtensions).Assembly);
}

builder.AddServiceDefaults("audit");
builder.AddAudit();

if (SetAsideCommand.IsAsked(args))
{
    return await builder.RunSetAsideCommandAsync(args);
}

var app = builder.BuildService();
app.MapAudit();
await app.RunAsync();
return 0;
