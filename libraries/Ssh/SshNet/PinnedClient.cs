using System.Net.Sockets;
using System.Security.Cryptography;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;

namespace PenguinMails.Ssh.SshNet;

/// <summary>One connection by SSH.NET to a server whose host key is pinned, with its exceptions told as answers.</summary>
internal sealed class PinnedClient : IDisposable
{
    private readonly SshEndpoint _endpoint;
    private readonly SshOptions _options;
    private string? _seenFingerprint;
    private bool _wrongHostKey;

    public PinnedClient(SshEndpoint endpoint, AuthenticationMethod authentication, SshOptions options)
    {
        (_endpoint, _options) = (endpoint, options);
        var connection = new ConnectionInfo(endpoint.Address, endpoint.Port, authentication.Username, authentication) { Timeout = options.ConnectTimeout };
        PreferPinnedKind(connection.HostKeyAlgorithms);
        Client = new SshClient(connection) { KeepAliveInterval = TimeSpan.FromSeconds(5) };
        Client.HostKeyReceived += CheckHostKey;
    }

    public SshClient Client { get; }

    /// <summary>Connects and logs in.</summary>
    /// <param name="wasAccepted">For a login that is broken off on purpose: whether the answer had come by then.</param>
    /// <param name="cancellationToken">Breaks the connection off.</param>
    public async Task<SshAnswer> ConnectAsync(Func<bool>? wasAccepted, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.ConnectTimeout);
        try
        {
            // Parts of it block; and what it blocks on ends with the client, which the caller disposes.
            await Task.Run(() => Client.ConnectAsync(deadline.Token), deadline.Token).WaitAsync(deadline.Token);
            return new SshAnswer.Accepted();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return wasAccepted?.Invoke() == true ? new SshAnswer.Accepted() : AnswerFor(failure);
        }
    }

    public void Dispose() => Client.Dispose();

    private void CheckHostKey(object? sender, HostKeyEventArgs shown)
    {
        _seenFingerprint = "SHA256:" + shown.FingerPrintSHA256;
        shown.CanTrust = CryptographicOperations.FixedTimeEquals(shown.HostKey, Convert.FromBase64String(_endpoint.HostKey.Blob));
        _wrongHostKey = !shown.CanTrust;
    }

    // First what is pinned, so that a server with several host keys shows that one. Without SHA-1 and DSA.
    private void PreferPinnedKind<T>(IDictionary<string, T> algorithms)
    {
        var known = algorithms.Where(algorithm => algorithm.Key is not ("ssh-rsa" or "ssh-dss"))
            .OrderBy(algorithm => algorithm.Key == _endpoint.HostKey.Algorithm || (_endpoint.HostKey.Algorithm == "ssh-rsa" && algorithm.Key.StartsWith("rsa-", StringComparison.Ordinal)) ? 0 : 1)
            .ToList();
        algorithms.Clear();
        foreach (var (name, algorithm) in known)
        {
            algorithms.Add(name, algorithm);
        }
    }

    private SshAnswer AnswerFor(Exception failure) => failure switch
    {
        _ when _wrongHostKey => new SshAnswer.HostKeyChanged(_seenFingerprint) { ExpectedFingerprint = _endpoint.HostKey.Fingerprint },
        SshAuthenticationException => new SshAnswer.Refused(),
        SshConnectionException closed when closed.Message.Contains("Too many authentication failures", StringComparison.Ordinal) => new SshAnswer.Refused(),
        _ => Unreachable(failure),
    };

    internal static SshAnswer.Unreachable Unreachable(Exception failure) => failure switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => Because(SshTroubleKind.ConnectionRefused, "the connection was refused: no SSH server listens there"),
        SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } => Because(SshTroubleKind.NoRoute, "there is no route to the server"),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => Because(SshTroubleKind.NameNotResolved, "the server's name could not be resolved"),
        SocketException { SocketErrorCode: SocketError.TimedOut } or SshOperationTimeoutException or OperationCanceledException or TimeoutException
            => Because(SshTroubleKind.Timeout, "the server did not answer in time"),
        SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed or DisconnectReason.ProtocolVersionNotSupported } => Because(SshTroubleKind.NotSsh, "the server speaks no SSH that is still accepted"),
        SocketException or SshConnectionException => Because(SshTroubleKind.ConnectionClosed, "the server closed the connection"),
        _ => Because(SshTroubleKind.Other, $"SSH.NET says: {failure.GetType().Name}"),
    };

    private static SshAnswer.Unreachable Because(SshTroubleKind kind, string reason) => new(reason) { Kind = kind };
}
