using System.Diagnostics;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.TestRun;

/// <summary>One run over test assemblies.</summary>
internal sealed class Run
{
    private readonly RunRequest _request;
    private readonly SharedServers? _servers;
    private readonly string _results;
    private readonly string _vstest;

    private Run(RunRequest request, SharedServers? servers, string vstest)
    {
        _vstest = vstest;
        _request = request;
        _servers = servers;
        _results = Path.GetFullPath(request.ResultsFolder ?? Path.Combine(RepositoryFolder.Find(), "artifacts", "test-results"));
    }

    /// <returns>0 when tests ran and all passed.</returns>
    public static async Task<int> ExecuteAsync(RunRequest request, CancellationToken cancellationToken)
    {
        _ = EndWithAsync(request.Owner);
        // All children end with this process.
        using var stop = cancellationToken.Register(() => Environment.Exit(1));
        var clock = Stopwatch.StartNew();
        // A filter asks for few tests, which may need no server at all: the assemblies start what they use.
        await using var servers = request.Filter is null ? new SharedServers() : null;
        var run = new Run(request, servers, await FindVstestAsync());
        var results = await Schedule.RunAsync(request.Projects, run.RunAssemblyAsync);
        foreach (var line in Summary.Lines(results, clock.Elapsed))
        {
            Console.WriteLine(line);
        }

        return results.Any(result => result.Failed > 0) || results.Sum(result => result.Passed) == 0 ? 1 : 0;
    }

    private async Task<AssemblyResult> RunAssemblyAsync(string project)
    {
        Directory.CreateDirectory(_results);
        var trx = Path.Combine(_results, $"{project}.trx");
        File.Delete(trx);
        Console.WriteLine($"{project} begins");
        var clock = Stopwatch.StartNew();
        await using var vstest = await ChildProcess.StartAsync(Command(project, trx), project);
        await vstest.WaitForExitAsync();
        var result = new AssemblyResult(project, clock.Elapsed, vstest.ExitCode, TrxFile.Read(trx));
        // In one piece, or the lines of assemblies that run beside each other would be mixed.
        Console.WriteLine($"{vstest.Log}\n{project}: {result.Passed} passed, {result.Failed} failed in {result.Elapsed:mm\\:ss}");
        return result;
    }

    private ComponentCommand Command(string project, string trx)
    {
        // Not "dotnet test": it starts vstest as its own child, which would go on when the run is killed.
        List<string> args =
        [
            "exec", _vstest, RepositoryFolder.AssemblyOf(project), "--nologo", $"--ResultsDirectory:{_results}",
            $"--logger:trx;LogFileName={Path.GetFileName(trx)}", "--logger:console;verbosity=minimal",
            .. _request.Loggers.Select(logger => $"--logger:{logger}"),
        ];
        if (_request.Filter is { } filter)
        {
            args.Add($"--TestCaseFilter:{filter}");
        }

        var env = _servers is null ? new Dictionary<string, string>() : new() { [RunServers.FolderVariable] = _servers.Folder };
        return new ComponentCommand(Environment.ProcessPath!, [.. args], env, RepositoryFolder.Find());
    }

    /// <summary>vstest of the SDK that global.json asks for.</summary>
    private static async Task<string> FindVstestAsync()
    {
        var version = await Tool.RunAsync(Environment.ProcessPath!, ["--version"]);
        return Path.Combine(Path.GetDirectoryName(Environment.ProcessPath!)!, "sdk", version.Trim(), "vstest.console.dll");
    }

    /// <summary>Nobody waits for a run whose owner was killed.</summary>
    private static async Task EndWithAsync(int? owner)
    {
        if (owner is not { } pid)
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (Directory.Exists($"/proc/{pid}"))
        {
            await timer.WaitForNextTickAsync();
        }

        Environment.Exit(1);
    }
}
