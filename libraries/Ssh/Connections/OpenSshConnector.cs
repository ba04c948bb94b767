using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Options;

namespace PenguinMails.Ssh;

/// <summary>Reaches servers with the OpenSSH client.</summary>
internal sealed class OpenSshConnector(MemoryFolders folders, IOptions<SshOptions> options) : ISshConnector, IDisposable
{
    private readonly SshOptions _options = options.Value;
    private readonly SemaphoreSlim _handshakes = new(options.Value.MaxConcurrentHandshakes);

    public Task<SshAnswer> TryLoginAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken) =>
        MeasuredAsync("ssh login", endpoint, async () =>
        {
            using var folder = folders.Create();
            folder.Write("key", identity.PrivateKey.Utf8.Span);
            List<string> arguments =
            [
                .. OpenSshArguments.Base(endpoint, identity.Username, folder, _options, "VERBOSE"), "-i", folder.PathOf("key"), endpoint.Address, "exit 0",
            ];
            return OpenSshAnswers.ForLogin(await RunAsync(arguments, cancellationToken));
        }, cancellationToken);

    public Task<SshAnswer> OfferAsync(SshEndpoint endpoint, string username, PublicKey publicKey, CancellationToken cancellationToken)
    {
        AccountName.Check(username);
        return MeasuredAsync("ssh offer", endpoint, async () =>
        {
            using var folder = folders.Create();
            folder.Write("key.pub", Encoding.ASCII.GetBytes($"{publicKey}\n"));
            List<string> arguments =
            [
                .. OpenSshArguments.Base(endpoint, username, folder, _options, "DEBUG1"), "-i", folder.PathOf("key.pub"), endpoint.Address, "exit 0",
            ];
            return OpenSshAnswers.ForOffer(await RunAsync(arguments, cancellationToken));
        }, cancellationToken);
    }

    public async Task<SshOpening> OpenAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken)
    {
        SshOpening? opening = null;
        var answer = await MeasuredAsync("ssh open", endpoint, async () =>
        {
            opening = await OpenSshSession.OpenAsync(endpoint, identity, folders.Create(), _options, cancellationToken);
            return opening is SshOpening.NotOpened refused ? refused.Answer : new SshAnswer.Accepted();
        }, cancellationToken);
        return opening ?? new SshOpening.NotOpened(answer);
    }

    public void Dispose() => _handshakes.Dispose();

    private Task<ProgramResult> RunAsync(List<string> arguments, CancellationToken cancellationToken) =>
        OpenSshProgram.RunAsync("ssh", arguments, ReadOnlyMemory<byte>.Empty, 2 * _options.ConnectTimeout, cancellationToken);

    private async Task<SshAnswer> MeasuredAsync(
        string name, SshEndpoint endpoint, Func<Task<SshAnswer>> handshake, CancellationToken cancellationToken)
    {
        using var activity = SshTelemetry.Source.StartActivity(name, ActivityKind.Client);
        activity?.SetTag("server.address", endpoint.Address);
        activity?.SetTag("server.port", endpoint.Port);
        await _handshakes.WaitAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var answer = await handshake();
            var outcome = answer.GetType().Name;
            activity?.SetTag("ssh.answer", outcome);
            SshTelemetry.Handshake(name, outcome, Stopwatch.GetElapsedTime(started));
            return answer;
        }
        finally
        {
            _handshakes.Release();
        }
    }
}
