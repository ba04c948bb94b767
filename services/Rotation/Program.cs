using PenguinMails.Rotation;
using PenguinMails.Rotation.Campaigns;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("rotation");
builder.AddRotation();

if (SetAsideCommand.IsAsked(args))
{
    return await builder.RunSetAsideCommandAsync(args);
}

var app = builder.BuildService();
app.MapPolicies();
app.MapSchedule();
app.MapCampaigns();
await app.RunAsync();
return 0;
