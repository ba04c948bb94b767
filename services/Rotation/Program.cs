using PenguinMails.Rotation;
using PenguinMails.Rotation.Campaigns;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("rotation");
builder.AddRotation();

var app = builder.BuildService();
if (SetAsideCommand.IsAsked(args))
{
    return await app.RunSetAsideCommandAsync(args);
}

app.MapPolicies();
app.MapSchedule();
app.MapCampaigns();
await app.RunAsync();
return 0;
