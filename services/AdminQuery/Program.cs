using PenguinMails.AdminQuery;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("admin-query");
builder.AddAdminQuery();

if (SetAsideCommand.IsAsked(args))
{
    return await builder.RunSetAsideCommandAsync(args);
}

var app = builder.BuildService();
app.MapAdminQuery();
await app.RunAsync();
return 0;
