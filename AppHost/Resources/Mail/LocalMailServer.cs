using System.Buffers;
using System.Globalization;
using System.Net;
using SmtpServer;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using MailServices = SmtpServer.ComponentModel.ServiceProvider;

namespace PenguinMails.AppHost.Resources.Mail;

/// <summary>
/// The mail server of a development instance: it takes every mail on loopback, sends none on, and keeps each as a file that mail programs
/// and editors open. It runs in this process and ends with it.
/// </summary>
internal static partial class LocalMailServer
{
    private const int LargestMail = 1024 * 1024;

    /// <summary>Runs it until the token is cancelled.</summary>
    public static async Task RunAsync(string folder, int port, ILogger log, CancellationToken stopping)
    {
        Directory.CreateDirectory(folder);
        var options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .MaxMessageSize(LargestMail, MaxMessageSizeHandling.Strict)
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, port)))
            .Build();
        var services = new MailServices();
        services.Add(new Folder(folder));
        try
        {
            await new SmtpServer.SmtpServer(options, services).StartAsync(stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            Failed(log, failure, port);
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    [LoggerMessage(LogLevel.Error, "The mail server on port {Port} has ended; no mail of this instance is kept")]
    private static partial void Failed(ILogger logger, Exception failure, int port);

    private sealed class Folder(string path) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.CreateVersion7():N}");
            var whole = Path.Combine(path, name + ".eml");
            await File.WriteAllBytesAsync(whole + ".part", buffer.ToArray(), cancellationToken);
            File.Move(whole + ".part", whole);
            return SmtpResponse.Ok;
        }
    }
}
