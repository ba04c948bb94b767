using System.Globalization;
using PenguinMails.AppHost.Development;

namespace PenguinMails.AppHost.Resources.Mail;

internal static class LocalMailExtensions
{
    /// <summary>Has Identity send mail to a server of this development instance. A published application names its own (<c>Identity:Mail</c>).</summary>
    public static IResourceBuilder<ProjectResource> WithLocalMail(this IResourceBuilder<ProjectResource> identity, DevelopmentInstance instance)
    {
        if (!identity.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return identity;
        }

        var port = ReservedPort.Take();
        identity.ApplicationBuilder.Services.AddHostedService(_ => new LocalMailServer(instance.FolderOf("mail"), port));
        return identity
            .WithEnvironment("Identity__Mail__Host", "127.0.0.1")
            .WithEnvironment("Identity__Mail__Port", port.ToString(CultureInfo.InvariantCulture))
            .WithEnvironment("Identity__Mail__Security", "None")
            .WithEnvironment("Identity__Notifications__MailInterval", "00:00:05"); // a developer is one person, and waits for it
    }
}
