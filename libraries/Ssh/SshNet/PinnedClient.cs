using Renci.SshNet.Common;

namespace PenguinMails.Ssh.SshNet;

/// <summary>One connection by SSH.NET to a server whose host key is pinned.</summary>
internal sealed class PinnedClient : IDisposable
{
    // Ends an abandoned handshake at its next wait.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(5);

    // While a command starts, both sides wait: sshd has sent a message that nobody answers, TCP sends its next small one only when that
    // is acknowledged (Nagle's algorithm), and the acknowledgement waits 40 ms for something to travel with.
    private static readonly TimeSpan Promptly = TimeSpan.FromMilliseconds(4);

    private readonly SshEndpoint _endpoint;
    private readonly SshOptions _options;
    private readonly PublicKeyLogin _login;
    private readonly SshClient _client;
    private Task _connecting = Task.CompletedTask;
    private string? _seenFingerprint;
    private bool _isWrongHostKey;

    public PinnedClient(SshEndpoint endpoint, string username, IPrivateKeySource key, SshOptions options)
    {
        (_endpoint, _options) = (endpoint, options);
        _login = new PublicKeyLogin(username, key);
        var connection = new ConnectionInfo(endpoint.Address, endpoint.Port, username, _login)
        {
            Timeout = options.ConnectTimeout,
            RetryAttempts = 1,
        };
        Algorithms.Restrict(connection, options.KexAlgorithms, endpoint.HostKey.Algorithm);
        _client = new SshClient(connection) { KeepAliveInterval = KeepAliveInterval };
        _client.HostKeyReceived += CheckHostKey;
    }

    /// <summary>Connects and logs in.</summary>
    /// <param name="wasAccepted">For a login that is broken off on purpose: whether the answer had come by then.</param>
    /// <param name="cancellationToken">Breaks the connection off.</param>
    public async Task<SshAnswer> ConnectAsync(Func<bool>? wasAccepted, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.ConnectTimeout);
        try
        {
            // The token ends the wait for the connection and for the server's banner; the waits after that block a thread.
            _connecting = Task.Run(() => _client.ConnectAsync(deadline.Token), deadline.Token);
            await _connecting.WaitAsync(deadline.Token);
            return new SshAnswer.Accepted();
        }
        catch (Exception failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return AnswerFor(failure, wasAccepted?.Invoke() == true);
        }
    }

    /// <summary>The server's first line; empty before it is connected.</summary>
    public string ServerVersion => _client.ConnectionInfo.ServerVersion ?? "";

    /// <summary>Starts a command over a channel of its own.</summary>
    /// <param name="command">The command line, for the account's shell.</param>
    /// <param name="keepsOutput">Whether the standard output goes where the standard error goes; otherwise it is dropped.</param>
    /// <exception cref="SshException">The server takes no command, or the connection was lost; or a SocketException or ObjectDisposedException.</exception>
    public CommandChannel Start(string command, bool keepsOutput = false)
    {
        _client.KeepAliveInterval = Promptly;
        try
        {
            return CommandChannel.Start(_client.CreateCommand(command), _login.Session!, keepsOutput);
        }
        finally
        {
            _client.KeepAliveInterval = KeepAliveInterval;
        }
    }

    public void Dispose()
    {
        if (_connecting.IsCompleted)
        {
            _client.Dispose();
            return;
        }

        // Nothing ends a handshake that is under way. It ends by itself, within the time of the wait that it is in, and is then cleaned up.
        _client.ConnectionInfo.Timeout = AtOnce;
        _ = _connecting.ContinueWith(
            connecting =>
            {
                _ = connecting.Exception;
                _client.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private void CheckHostKey(object? sender, HostKeyEventArgs shown)
    {
        _seenFingerprint = "SHA256:" + shown.FingerPrintSHA256;
        shown.CanTrust = CryptographicOperations.FixedTimeEquals(shown.HostKey, Convert.FromBase64String(_endpoint.HostKey.Blob));
        _isWrongHostKey = !shown.CanTrust;
    }

    private SshAnswer AnswerFor(Exception failure, bool wasAccepted) => failure switch
    {
        _ when wasAccepted => new SshAnswer.Accepted(),
        _ when _isWrongHostKey => new SshAnswer.HostKeyChanged(_seenFingerprint) { ExpectedFingerprint = _endpoint.HostKey.Fingerprint },
        _ when Failures.IsRefusal(failure) => new SshAnswer.Refused(),
        _ => Failures.ToAnswer(failure),
    };
}
