using System.Diagnostics;
using System.Text;

namespace PenguinMails.Ssh;

/// <summary>One connection: an ssh process with a root shell at its other end.</summary>
internal sealed class OpenSshSession : ISshSession
{
    private readonly OpenSshProcess _ssh;
    private readonly ScriptShell _shell;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SshEndpoint _endpoint;
    private readonly SshOptions _options;

    private OpenSshSession(OpenSshProcess ssh, SshEndpoint endpoint, SshOptions options)
    {
        (_ssh, _endpoint, _options) = (ssh, endpoint, options);
        _shell = new ScriptShell(ssh.Input, ssh.Errors);
    }

    public static async Task<SshOpening> OpenAsync(
        SshEndpoint endpoint, SshIdentity identity, MemoryFolders folders, SshOptions options, CancellationToken cancellationToken)
    {
        // ssh has read them when it is in.
        using var folder = folders.Create();
        OpenSshProcess? ssh = null;
        var opened = false;
        try
        {
            ssh = OpenSshProcess.Start(
                identity.Username,
                [
                    .. OpenSshArguments.Pinned(endpoint, identity.Username, folder, options),
                    "-i", folder.Write("key", identity.PrivateKey.Utf8.Span), "--", endpoint.Address, ScriptShell.CommandFor(identity.Username),
                ]);
            var log = await ssh.FollowAsync(log => log.IsReady, options.ConnectTimeout, cancellationToken);
            opened = log.IsReady;
            return opened
                ? new SshOpening.Opened(new OpenSshSession(ssh, endpoint, options))
                : new SshOpening.NotOpened(log.ToAnswer(accepted: false, endpoint.HostKey));
        }
        finally
        {
            if (!opened && ssh is not null)
            {
                await ssh.DisposeAsync();
            }
        }
    }

    public async Task<string> RunAsRootAsync(string script, CancellationToken cancellationToken)
    {
        using var activity = SshTelemetry.Start("ssh command", _endpoint.Address, _endpoint.Port);
        await _turn.WaitAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var (output, fault) = await AskAsync(script, cancellationToken);
            SshTelemetry.Command(fault?.Kind.ToString() ?? "Completed", Stopwatch.GetElapsedTime(started));
            if (fault is not null)
            {
                activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
                throw fault;
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
        await _ssh.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<(byte[] Output, SshCommandException? Fault)> AskAsync(string script, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.CommandTimeout);
        try
        {
            var answer = await _shell.RunAsync(script, deadline.Token);
            return (answer.Output, answer.ExitCode switch
            {
                0 => null,
                null => await EndedAsync(answer.ErrorText, deadline.Token),
                var code => ScriptReader.FaultOf(code.Value, answer.ErrorText),
            });
        }
        catch (OperationCanceledException)
        {
            // The script may still run: its answer must not be taken for the next one's.
            _ssh.End();
            cancellationToken.ThrowIfCancellationRequested();
            return ([], new SshCommandException($"The server did not finish a command within {_options.CommandTimeout.TotalSeconds:0.#} s.", SshTroubleKind.Timeout));
        }
    }

    // The shell's own code when it could not be started; 255 when the connection broke, more than 128 when a signal ended one of both.
    private async Task<SshCommandException> EndedAsync(string errorText, CancellationToken cancellationToken) =>
        await _ssh.WaitForExitAsync(cancellationToken) is > 0 and < 128 and var code
            ? ScriptReader.FaultOf(code, errorText)
            : new SshCommandException("The connection to the server was lost during a command.", SshTroubleKind.ConnectionClosed);
}
