namespace PenguinMails.Ssh.SshNet;

/// <summary>One connection with one root shell at its other end.</summary>
internal sealed class SshNetSession(PinnedClient client, CommandChannel channel, SshEndpoint endpoint, SshOptions options) : ISshSession
{
    // For the server to take the order to end a script; whoever cancelled it does not wait.
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);

    private readonly ScriptShell _shell = new(channel);
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isOver;

    public SshServerVersion Version { get; } = new(client.ServerVersion);

    public async Task<string> RunAsRootAsync(string script, CancellationToken cancellationToken)
    {
        using var activity = SshTelemetry.Start("ssh command", endpoint.Address, endpoint.Port);
        await _turn.WaitAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var (output, failure) = _isOver ? ([], Lost()) : await AskAsync(script, cancellationToken);
            SshTelemetry.Command(failure?.Kind.ToString() ?? "Completed", Stopwatch.GetElapsedTime(started));
            if (failure is not null)
            {
                activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
                throw failure;
            }

            return Encoding.UTF8.GetString(output);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }

        // Ends a call that waits for an answer; its script runs on to its end.
        _isOver = true;
        channel.Errors.CancelPendingRead();
        await _turn.WaitAsync(CancellationToken.None);
        Close();
    }

    private static SshCommandException Lost() => new("The connection to the server was lost during a command.", SshTroubleKind.ConnectionClosed);

    private async Task<(byte[] Output, SshCommandException? Failure)> AskAsync(string script, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.CommandTimeout);
        try
        {
            var answer = await _shell.RunAsync(script, deadline.Token);
            return (answer.Output, answer.ExitCode switch
            {
                0 => null,
                // The exit code of the account's own shell, or of sudo, when ours could not be started.
                null => channel.ExitCode is >= 0 and < 128 and var code && !_shell.HasBegun ? UnusableOf(code, answer.ErrorText) : Lost(),
                var code => FailureOf(code.Value, answer.ErrorText),
            });
        }
        catch (OperationCanceledException)
        {
            // The script may still run, and its answer must not be taken for the next one's.
            _isOver = true;
            _ = KillAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return ([], new SshCommandException($"The server did not finish a command within {options.CommandTimeout.TotalSeconds:0.#} s.", SshTroubleKind.Timeout));
        }
    }

    // Not a disconnection at once: sshd would end without passing on what it has received.
    private async Task KillAsync()
    {
        channel.Abandon();
        using var limit = new CancellationTokenSource(KillTimeout);
        try
        {
            await _shell.KillAsync(limit.Token);
            await channel.Ended.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // The server does not answer. The script ends by itself, and the shell after it.
        }

        Close();
    }

    private void Close()
    {
        channel.Abandon();
        client.Dispose();
        channel.Dispose();
    }

    private static SshCommandException UnusableOf(int exitCode, string errorText) => new(
        Array.Find(errorText.Split('\n'), said => said.StartsWith("sudo: ", StringComparison.Ordinal)) is { } refusal
            ? $"The account may not use sudo on the server without a password and a terminal: {ServerText.LastLineOf(refusal)}."
            : $"The account runs no command on the server; its shell ended with {exitCode}: {ServerText.LastLineOf(errorText)}",
        SshTroubleKind.AccountUnusable);

    private static SshCommandException FailureOf(int exitCode, string errorText) =>
        new($"A command on the server ended with {exitCode}: {ServerText.LastLineOf(errorText)}");
}
