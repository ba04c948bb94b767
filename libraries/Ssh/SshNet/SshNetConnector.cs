using System.Buffers.Binary;
using System.Net;

namespace PenguinMails.Ssh.SshNet;

/// <summary>Connects to servers with SSH.NET.</summary>
internal sealed class SshNetConnector : ISshConnector, IDisposable
{
    private const string ScanUsername = "host-key-scan";
    private readonly SshOptions _options;
    private readonly Handshakes _handshakes;

    public SshNetConnector(IOptions<SshOptions> options)
    {
        _options = options.Value;
        _handshakes = new Handshakes(_options.MaxConcurrentHandshakes);

        // A handshake by SSH.NET blocks a thread of the pool, which beyond its minimum adds one in half a second only.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + _options.MaxConcurrentHandshakes), completions);
    }

    public Task<SshAnswer> TryLoginAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken) =>
        _handshakes.RunAsync("ssh login", endpoint.Address, endpoint.Port, NameOf, async () =>
        {
            using var key = LoginKey.Load(identity.PrivateKey);
            using var client = new PinnedClient(endpoint, identity.Username, key, _options);
            var answer = await client.ConnectAsync(wasAccepted: null, cancellationToken);
            return answer is SshAnswer.Accepted ? await TryCommandAsync(client, cancellationToken) : answer;
        }, cancellationToken);

    public Task<SshAnswer> OfferAsync(SshEndpoint endpoint, string username, PublicKey publicKey, CancellationToken cancellationToken)
    {
        AccountName.Check(username);
        return _handshakes.RunAsync("ssh offer", endpoint.Address, endpoint.Port, NameOf, async () =>
        {
            var key = new OfferedKey(publicKey);
            using var client = new PinnedClient(endpoint, username, key, _options);
            return await client.ConnectAsync(() => key.WasAccepted, cancellationToken);
        }, cancellationToken);
    }

    public Task<SshOpening> OpenAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken) =>
        _handshakes.RunAsync(
            "ssh open", endpoint.Address, endpoint.Port,
            opening => opening is SshOpening.NotOpened { Answer: var answer } ? NameOf(answer) : nameof(SshAnswer.Accepted),
            () => ConnectAsync(endpoint, identity, cancellationToken),
            cancellationToken);

    public Task<HostKeyScan> ScanHostKeyAsync(string address, int port, CancellationToken cancellationToken)
    {
        if (!ServerAddress.IsValid(address))
        {
            throw new ArgumentException($"The address {ServerAddress.Rule}", nameof(address));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return _handshakes.RunAsync("ssh host key scan", address, port, scan => scan.GetType().Name, () => ScanAsync(address, port, cancellationToken), cancellationToken);
    }

    public void Dispose() => _handshakes.Dispose();

    private static string NameOf(SshAnswer answer) => answer.GetType().Name;

    private async Task<SshAnswer> TryCommandAsync(PinnedClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await CommandTrial.RunAsync(client, _options.CommandTimeout, cancellationToken);
        }
        catch (Exception failure) when (IsLostConnection(failure))
        {
            return Failures.ToAnswer(failure);
        }
    }

    private static bool IsLostConnection(Exception failure) =>
        failure is Renci.SshNet.Common.SshException or System.Net.Sockets.SocketException or ObjectDisposedException or InvalidOperationException;

    private async Task<SshOpening> ConnectAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken)
    {
        using var key = LoginKey.Load(identity.PrivateKey);
        var client = new PinnedClient(endpoint, identity.Username, key, _options);
        var opened = false;
        try
        {
            var answer = await client.ConnectAsync(wasAccepted: null, cancellationToken);
            if (answer is not SshAnswer.Accepted)
            {
                return new SshOpening.NotOpened(answer);
            }

            // The two round trips for the channel and the command block, too.
            var channel = await Task.Run(() => client.Start(ScriptShell.CommandFor(identity.Username)), CancellationToken.None);
            opened = true;
            return new SshOpening.Opened(new SshNetSession(client, channel, endpoint, _options));
        }
        catch (Exception failure) when (IsLostConnection(failure))
        {
            return new SshOpening.NotOpened(Failures.ToAnswer(failure));
        }
        finally
        {
            if (!opened)
            {
                client.Dispose();
            }
        }
    }

    private async Task<HostKeyScan> ScanAsync(string address, int port, CancellationToken cancellationToken)
    {
        byte[]? shown = null;
        var connection = new ConnectionInfo(address, port, ScanUsername, new NoneAuthenticationMethod(ScanUsername)) { Timeout = _options.ConnectTimeout };
        Algorithms.Restrict(connection, _options.KexAlgorithms, pinned: null);
        using var client = new SshClient(connection);
        client.HostKeyReceived += (_, key) => (shown, key.CanTrust) = (key.HostKey, false);
        try
        {
            await Task.Run(() => client.ConnectAsync(cancellationToken), cancellationToken).WaitAsync(_options.ConnectTimeout, cancellationToken);
        }
        catch (Exception failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (shown is null)
            {
                var answer = Failures.ToAnswer(failure);
                return new HostKeyScan.Unreachable(answer.Reason, answer.Kind);
            }

            // As wanted: the key was shown, and not trusted.
        }

        return PublicKey.TryParse($"{AlgorithmOf(shown)} {Convert.ToBase64String(shown ?? [])}", out var hostKey)
            ? new HostKeyScan.Found(hostKey)
            : new HostKeyScan.Unreachable("the server shows a host key of an unknown kind", SshTroubleKind.NotSsh);
    }

    private static string AlgorithmOf(byte[]? blob) =>
        blob is null ? "" : Encoding.ASCII.GetString(blob, 4, BinaryPrimitives.ReadInt32BigEndian(blob));
}
