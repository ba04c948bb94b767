using PenguinMails.Rotation;
using PenguinMails.Rotation.Campaigns;
using PenguinMails.Rotation.Policies;
using PenguinMails.Rotation.Schedules;
using PenguinMails.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("rotation");
builder.AddRotation();

var app = builder.BuildService();
app.MapPolicies();
app.MapSchedule();
app.MapCampaigns();
await app.RunAsync();
