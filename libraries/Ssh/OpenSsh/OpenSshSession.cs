using System.Diagnostics;
using System.Text;

namespace PenguinMails.Ssh;

/// <summary>One connection (an ssh master process) whose commands are multiplexed over a control socket on tmpfs.</summary>
internal sealed class OpenSshSession : ISshSession
{
    // Keeps the connection for as long as this process lives: when it is killed, the pipe to ssh ends, then cat, then ssh.
    private const string KeepAlive = "exec cat >/dev/null";

    private readonly OpenSshProcess _master;
    private readonly MemoryFolder _folder;
    private readonly SshEndpoint _endpoint;
    private readonly SshOptions _options;
    private readonly string _command;

    private OpenSshSession(OpenSshProcess master, MemoryFolder folder, SshEndpoint endpoint, string username, SshOptions options)
    {
        (_master, _folder, _endpoint, _options) = (master, folder, endpoint, options);
        _command = ScriptReader.CommandFor(username);
    }

    public static async Task<SshOpening> OpenAsync(
        SshEndpoint endpoint, SshIdentity identity, MemoryFolder folder, SshOptions options, CancellationToken cancellationToken)
    {
        OpenSshProcess? master = null;
        var opened = false;
        try
        {
            var key = folder.Write("key", identity.PrivateKey.Utf8.Span);
            master = OpenSshProcess.Start(
                identity.Username,
                [.. OpenSshArguments.Pinned(endpoint, identity.Username, folder, options), "-i", key, "-M", "-S", folder.PathOf("m"), "--", endpoint.Address, KeepAlive]);
            var log = await master.FollowAsync(log => log.IsReady, options.ConnectTimeout, cancellationToken);
            File.Delete(key);
            opened = log.IsReady;
            return opened
                ? new SshOpening.Opened(new OpenSshSession(master, folder, endpoint, identity.Username, options))
                : new SshOpening.NotOpened(log.ToAnswer(accepted: false, endpoint.HostKey));
        }
        finally
        {
            if (!opened)
            {
                if (master is not null)
                {
                    await master.DisposeAsync();
                }

                folder.Dispose();
            }
        }
    }

    public async Task<string> RunAsRootAsync(string script, CancellationToken cancellationToken)
    {
        using var activity = SshTelemetry.Start("ssh command", _endpoint.Address, _endpoint.Port);
        var started = Stopwatch.GetTimestamp();
        // Where the control socket is gone, ssh would connect anew; "false" in place of a connection stops it.
        string[] arguments =
            ["-F", "none", "-T", "-S", _folder.PathOf("m"), .. OpenSshArguments.Option("ControlMaster", "no"), .. OpenSshArguments.Option("ProxyCommand", "false"), "--", _endpoint.Address, _command];
        var result = await OpenSshProgram.RunAsync("ssh", arguments, ScriptReader.InputFor(script), _options.CommandTimeout, cancellationToken);
        var fault = FaultOf(result);
        SshTelemetry.Command(fault?.Kind.ToString() ?? "Completed", Stopwatch.GetElapsedTime(started));
        if (fault is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            throw fault;
        }

        return Encoding.UTF8.GetString(result.Output);
    }

    public async ValueTask DisposeAsync()
    {
        await _master.DisposeAsync();
        _folder.Dispose();
    }

    private SshCommandException? FaultOf(ProgramResult result) => result.ExitCode switch
    {
        0 => null,
        null => new SshCommandException($"The server did not finish a command within {_options.CommandTimeout.TotalSeconds:0.#} s.", SshTroubleKind.Timeout),
        255 => new SshCommandException("The connection to the server was lost during a command.", SshTroubleKind.ConnectionClosed),
        var code => ScriptReader.FaultOf(code.Value, result.ErrorText),
    };
}
