using PenguinMails.Rotation;
using PenguinMails.Rotation.Campaigns;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("rotation");
builder.AddRotation();

var app = builder.BuildService();
app.MapPolicies();
app.MapSchedule();
app.MapCampaigns();
await app.RunAsync();
