using System.Globalization;
using PenguinMails.AppHost.Development;
using PenguinMails.AppHost.Ports;

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

        var port = KeptPorts.Take("mail");
        identity.ApplicationBuilder.Eventing.Subscribe<BeforeStartEvent>((start, starting) =>
        {
            var log = start.Services.GetRequiredService<ILoggerFactory>().CreateLogger("PenguinMails.AppHost.Mail");
            var stopping = start.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            // Off this thread: some of its set-up is not asynchronous.
            _ = Task.Run(() => LocalMailServer.RunAsync(instance.FolderOf("mail"), port, log, stopping), CancellationToken.None);
            return Task.CompletedTask;
        });
        return identity
            .WithEnvironment("Identity__Mail__Host", "127.0.0.1")
            .WithEnvironment("Identity__Mail__Port", port.ToString(CultureInfo.InvariantCulture))
            .WithEnvironment("Identity__Mail__Security", "None")
            .WithEnvironment("Identity__Notifications__MailInterval", "00:00:05"); // a developer is one person, and waits for it
    }
}
