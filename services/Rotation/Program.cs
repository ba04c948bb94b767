using PenguinMails.Rotation;
using PenguinMails.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("rotation");
builder.AddRotation();

var app = builder.BuildService();
await app.RunAsync();
