using PenguinMails.AdminQuery;
using PenguinMails.AdminQuery.Rebuilding;
using PenguinMails.AdminQuery.Secrets;
using PenguinMails.AdminQuery.Tenants;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("admin-query");
builder.AddAdminQuery();

if (SetAsideCommand.IsAsked(args))
{
    return await builder.RunSetAsideCommandAsync(args);
}

var app = builder.BuildService();
app.MapTenants();
app.MapSecrets();
app.MapRebuild();
await app.RunAsync();
return 0;
