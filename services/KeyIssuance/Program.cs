using PenguinMails.KeyIssuance;
using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.KeyIssuance.Deletions;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.OperationProgress;
using PenguinMails.KeyIssuance.Servers;
using PenguinMails.KeyIssuance.Servers.Enrolment;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("key-issuance");
builder.AddKeyIssuance();

if (SetAsideCommand.IsAsked(args))
{
    return await builder.RunSetAsideCommandAsync(args);
}

var app = builder.BuildService();
app.MapAdminAccess();
app.MapDeletions();
app.MapOperations();
app.MapEnrolment();
app.MapServers();
app.MapDrift();
foreach (var type in SecretTypeModules.All)
{
    type.Map(app);
}

await app.RunAsync();
return 0;
