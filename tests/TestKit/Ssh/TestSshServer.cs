using System.Diagnostics;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>A real sshd with its own accounts and file system, new for each request. Needs root.</summary>
public sealed class TestSshServer : IAsyncDisposable
{
    private readonly TenantServer _server;
    private ChildProcess? _process;

    private TestSshServer(TenantServer server) => _server = server;

    public string Address => _server.Address;

    public int Port => _server.Port;

    /// <summary>The host key as in known_hosts: algorithm and base64.</summary>
    public string HostKey => _server.HostKey;

    /// <summary>Opens <see cref="TenantServer.AdminAccount"/> until a test removes it.</summary>
    public string BootstrapKeyPath => _server.BootstrapKeyPath;

    /// <summary>Its mail server; only with <see cref="TestSshServerOptions.HasMail"/>.</summary>
    public TenantMailServer Mail => _server.Mail ?? throw new InvalidOperationException("HasMail is not set.");

    /// <summary>sshd's log, and the mail server's, with the fingerprints of accepted keys.</summary>
    public string Log => _process?.Log ?? "";

    public static async Task<TestSshServer> StartAsync(TestSshServerOptions? options = null)
    {
        await Prerequisite.EnsureAsync([DebianPackage.SshServer, DebianPackage.SshClient, DebianPackage.Sudo], Console.Error.WriteLine);
        if (await TenantServerSupport.FindObstacleAsync() is { } obstacle)
        {
            throw new InvalidOperationException(obstacle);
        }

        options ??= new TestSshServerOptions();
        if (options.HasMail)
        {
            await Prerequisite.EnsureAsync(DebianPackage.Mail, Console.Error.WriteLine);
        }

        var server = new TestSshServer(
            new TenantServer(TestFolder.Create("sshd"), "tenant.test", options.Address ?? (options.HasMail ? TestMail.Address : "127.0.0.1"), options.Port ?? ReservedPort.Take())
            {
                TenantAccounts = options.TenantAccounts,
                HomeSize = options.HomeSize,
                Mail = options.HasMail ? TestMail.CreateServer() : null,
            });
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>The server's file system, as this process reaches it.</summary>
    public string RootFolder => $"/proc/{SshdPid()}/root";

    /// <summary>Runs a shell script as root inside the server, to look or to break something.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public async Task<string> RunAsRootAsync(string script)
    {
        var info = new ProcessStartInfo("nsenter", ["--target", $"{SshdPid()}", "--mount", "--uts", "--ipc", "--pid", "--", "/bin/sh", "-eus"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        using var process = Process.Start(info)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"The script ended with {process.ExitCode}: {await errors}");
    }

    /// <summary>Puts settings behind sshd's others, where a Match block may stand, and has it read them.</summary>
    public async Task AppendConfigurationAsync(string settings)
    {
        var starts = StartsIn(Log);
        await RunAsRootAsync($"""
            cat >>/etc/ssh/sshd_config <<'END'
            {settings}
            END
            kill -HUP 1
            """);
        await Eventually.Async(() => StartsIn(Log) > starts, what: "sshd listens again");
    }

    /// <summary>Connections are refused from now on, and open ones are gone.</summary>
    public Task StopAsync() => _process!.KillAsync();

    /// <summary>Starts it again with the same keys, accounts and files, after a stop.</summary>
    public async Task StartAgainAsync()
    {
        await _server.PrepareAsync();
        _process = await ChildProcess.StartAsync(_server.Command, "sshd");
        await _process.WaitForLineAsync("Server listening on");
        if (_server.Mail is { } mail)
        {
            await TestMail.WaitReadyAsync(mail, Address);
        }
    }

    /// <summary>Restarts it with another host key, as an impostor would have.</summary>
    public async Task ReplaceHostKeyAsync()
    {
        await StopAsync();
        await _server.ReplaceHostKeyAsync();
        await StartAgainAsync();
    }

    /// <summary>Everything hangs: connections are taken but nothing answers, running commands stand still.</summary>
    public void Pause() => _process!.Pause();

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => _process!.Resume();

    /// <summary>Cuts every open connection; new ones are welcome.</summary>
    public void CutConnections()
    {
        // The mail server, if there is one, goes on.
        foreach (var session in ProcessTree.Descendants(SshdPid()).Where(pid => ProcessTree.NameOf(pid) == "sshd"))
        {
            ProcessTree.SignalAll(session, ProcessTree.Kill);
        }
    }

    /// <summary>Fills /home to the last byte; the server needs <see cref="TestSshServerOptions.HomeSize"/>.</summary>
    public Task FillHomeAsync() =>
        RunAsRootAsync("""
            [ "$(stat -f -c %T /home)" = tmpfs ] || { echo 'HomeSize is not set' >&2; exit 1; }
            dd if=/dev/zero of=/home/filler bs=4k 2>/dev/null || :
            dd if=/dev/zero of=/home/filler bs=1 oflag=append conv=notrunc 2>/dev/null || :
            """);

    /// <summary>Ends <see cref="FillHomeAsync"/>.</summary>
    public Task FreeHomeAsync() => RunAsRootAsync("rm -f /home/filler");

    /// <summary>Makes a file unchangeable, even for root, or changeable again. Not on a /home with a size.</summary>
    public Task SetImmutableAsync(string path, bool immutable) =>
        RunAsRootAsync($"chattr {(immutable ? "+i" : "-i")} '{path}'");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_server.Folder, recursive: true);
    }

    private static int StartsIn(string log) => log.Split("Server listening").Length;

    // The shell of the script, unshare, sshd.
    private int SshdPid() => ProcessTree.Descendants(_process!.Id)[1];
}
