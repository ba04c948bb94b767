using PenguinMails.Identity;
using PenguinMails.Identity.Sessions;
using PenguinMails.Identity.SignIn;
using PenguinMails.Identity.SigningKeys;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("identity");
builder.AddIdentity();

var app = builder.BuildService();
app.MapSignIn();
app.MapSessions();
app.MapRevokedSessions();
app.MapPublishedKeys();
app.Run();
