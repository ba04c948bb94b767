using System.Diagnostics;
using System.Text;

namespace PenguinMails.Ssh;

/// <summary>One connection (an ssh master process) whose commands are multiplexed over a socket on tmpfs.</summary>
internal sealed class OpenSshSession : ISshSession
{
    // The account's shell reads this fixed line; the script itself comes over the input.
    private const string AsRoot = """if [ "$(id -u)" = 0 ]; then exec /bin/sh -s; else exec sudo -n /bin/sh -s; fi""";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    private readonly Process _master;
    private readonly MemoryFolder _folder;
    private readonly SshEndpoint _endpoint;
    private readonly SshOptions _options;

    private OpenSshSession(Process master, MemoryFolder folder, SshEndpoint endpoint, SshOptions options) =>
        (_master, _folder, _endpoint, _options) = (master, folder, endpoint, options);

    public static async Task<SshOpening> OpenAsync(
        SshEndpoint endpoint, SshIdentity identity, MemoryFolder folder, SshOptions options, CancellationToken cancellationToken)
    {
        var key = folder.Write("key", identity.PrivateKey.Utf8.Span);
        var socket = folder.PathOf("m");
        List<string> arguments =
        [
            .. OpenSshArguments.Base(endpoint, identity.Username, folder, options, "VERBOSE"), "-i", key, "-M", "-N", "-S", socket, endpoint.Address,
        ];
        var master = OpenSshProgram.Start("ssh", arguments);
        var errorText = new StringBuilder();
        master.ErrorDataReceived += (_, line) =>
        {
            lock (errorText)
            {
                errorText.AppendLine(line.Data);
            }
        };
        master.BeginErrorReadLine();
        master.BeginOutputReadLine();
        var session = new OpenSshSession(master, folder, endpoint, options);
        try
        {
            var answered = await WaitAsync(master, socket, 2 * options.ConnectTimeout, cancellationToken);
            File.Delete(key);
            if (answered && !master.HasExited)
            {
                return new SshOpening.Opened(session);
            }

            if (answered)
            {
                await master.WaitForExitAsync(cancellationToken); // and the end of its error output
            }

            string said;
            lock (errorText)
            {
                said = errorText.ToString();
            }

            await session.DisposeAsync();
            var answer = OpenSshAnswers.ForLogin(new ProgramResult(answered ? master.ExitCode : null, [], said));
            return new SshOpening.NotOpened(
                answer is SshAnswer.Accepted ? new SshAnswer.Unreachable("the server closed the connection after the login") : answer);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async Task<string> RunAsRootAsync(string script, CancellationToken cancellationToken)
    {
        using var activity = SshTelemetry.Source.StartActivity("ssh command", ActivityKind.Client);
        activity?.SetTag("server.address", _endpoint.Address);
        string[] arguments = ["-F", "none", "-T", "-S", _folder.PathOf("m"), "-o", "BatchMode=yes", "-o", "ControlMaster=no", "-o", "ProxyCommand=false", _endpoint.Address, AsRoot];
        var result = await OpenSshProgram.RunAsync("ssh", arguments, Encoding.UTF8.GetBytes(script), _options.CommandTimeout, cancellationToken);
        return result.ExitCode switch
        {
            0 => Encoding.UTF8.GetString(result.Output),
            null => throw new SshCommandException($"The server did not finish a command within {_options.CommandTimeout.TotalSeconds:F0} s."),
            255 => throw new SshCommandException("The connection to the server was lost during a command."),
            var code => throw new SshCommandException($"A command on the server ended with {code}: {FirstLine(result.ErrorText)}"),
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (!_master.HasExited)
        {
            _master.Kill();
            await _master.WaitForExitAsync();
        }

        _master.Dispose();
        _folder.Dispose();
    }

    /// <summary>True when the connection stands or the process has ended; false when the time was up.</summary>
    private static async Task<bool> WaitAsync(Process master, string socket, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(PollInterval);
        while (!File.Exists(socket) && !master.HasExited)
        {
            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                return false;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return true;
    }

    private static string FirstLine(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOf('\n');
        line = end < 0 ? line : line[..end];
        return line[..Math.Min(line.Length, 200)].ToString();
    }
}
