using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using MimeKit;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using ServiceProvider = SmtpServer.ComponentModel.ServiceProvider;

namespace PenguinMails.Identity.Tests.Notifications;

/// <summary>A real SMTP server on an address of its own. It takes every mail unless told otherwise.</summary>
internal sealed class MailReceiver : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<MimeMessage> _received = new();
    private readonly ConcurrentQueue<string> _attempts = new();
    private Task _running = Task.CompletedTask;

    public const int Port = 2525;

    /// <summary>Of this machine, and of no other server.</summary>
    public IPAddress Address { get; } = new([127, .. RandomNumberGenerator.GetBytes(2), (byte)RandomNumberGenerator.GetInt32(1, 255)]);

    /// <summary>The answer to a mail, by its receiver; null takes it.</summary>
    public Func<string, SmtpResponse?> OnMail { get; set; } = _ => null;

    /// <summary>Whether mail of a sender is taken, by the sender's host.</summary>
    public Func<string, bool> OnSender { get; set; } = _ => true;

    public static MailReceiver Start(Action<EndpointDefinitionBuilder>? endpoint = null)
    {
        var receiver = new MailReceiver();
        var options = new SmtpServerOptionsBuilder()
            .ServerName("mail.penguin.example")
            .Endpoint(builder =>
            {
                builder.Endpoint(new IPEndPoint(receiver.Address, Port));
                endpoint?.Invoke(builder);
            })
            .Build();
        var services = new ServiceProvider();
        services.Add(new Store(receiver));
        services.Add(new Senders(receiver));
        receiver._running = new SmtpServer.SmtpServer(options, services).StartAsync(receiver._stop.Token);
        return receiver;
    }

    /// <summary>What was taken for somebody, in order.</summary>
    public IReadOnlyList<MimeMessage> To(string email) => [.. _received.Where(mail => mail.To.Mailboxes.Any(to => to.Address == email))];

    /// <summary>The ids of all that was offered for somebody, taken or not.</summary>
    public IReadOnlyList<string> OfferedTo(string email) => [.. _attempts.Where(attempt => attempt.StartsWith(email + " ", StringComparison.Ordinal)).Select(attempt => attempt.Split(' ')[1])];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }

        _stop.Dispose();
    }

    private sealed class Store(MailReceiver receiver) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            using var stream = new MemoryStream(buffer.ToArray());
            var mail = await MimeMessage.LoadAsync(stream, cancellationToken);
            var to = mail.To.Mailboxes.Single().Address;
            receiver._attempts.Enqueue($"{to} {mail.MessageId}");
            if (receiver.OnMail(to) is { } refusal)
            {
                return refusal;
            }

            receiver._received.Enqueue(mail);
            return SmtpResponse.Ok;
        }
    }

    private sealed class Senders(MailReceiver receiver) : MailboxFilter
    {
        public override Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) =>
            Task.FromResult(receiver.OnSender(from.Host));
    }
}
