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

var app = builder.BuildService();
if (SetAsideCommand.IsAsked(args))
{
    return await app.RunSetAsideCommandAsync(args);
}

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
