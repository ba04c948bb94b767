using PenguinMails.Identity;
using PenguinMails.Identity.Commands;

if (IdentityCommand.IsOne(args))
{
    return await IdentityCommand.RunAsync(args);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("identity");
builder.AddIdentity();

var app = builder.BuildService();
app.MapIdentity();
app.Run();
return 0;
