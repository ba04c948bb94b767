using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>One of our services as a real process, as the AppHost runs it.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly string _project;
    private ComponentCommand _command;
    private ChildProcess _process;

    private ServiceProcess(string project, ComponentCommand command, Uri address, ChildProcess process)
    {
        _project = project;
        _command = command;
        _process = process;
        Address = address;
        Client = new HttpClient { BaseAddress = address };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Talks to it.</summary>
    public HttpClient Client { get; }

    /// <summary>What the running instance wrote so far.</summary>
    public string Log => _process.Log;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the built assembly of a project on a free port, in the Development environment.</summary>
    /// <param name="project">For example "KeyIssuance". The test project must reference it, so that it is built.</param>
    /// <param name="env">Configuration; wins over the defaults.</param>
    public static async Task<ServiceProcess> StartAsync(string project, IReadOnlyDictionary<string, string>? env = null)
    {
        var address = new Uri($"http://127.0.0.1:{ReservedPort.Take()}");
        var variables = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = address.ToString(),
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
        };
        foreach (var (name, value) in env ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        var assembly = RepositoryFolder.AssemblyOf(project);
        var command = new ComponentCommand("dotnet", [assembly], variables, Path.GetDirectoryName(assembly)!);
        return new ServiceProcess(project, command, address, await ChildProcess.StartAsync(command, project));
    }

    /// <summary>Waits until the path answers 2xx; fails at once when the process has ended.</summary>
    public async Task WaitHealthyAsync(string path = "/health", TimeSpan? deadline = null)
    {
        await Eventually.Async(
            async () =>
            {
                if (_process.HasExited)
                {
                    return true;
                }

                using var response = await Client.GetAsync(path);
                var lastAnswer = await response.Content.ReadAsStringAsync();
                // The message of the timeout is made of the last exception.
                return response.IsSuccessStatusCode ? true : throw new InvalidOperationException($"{(int)response.StatusCode}: {lastAnswer}\n{Log}");
            },
            deadline,
            $"{_project}{path} answering 2xx");
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"{_project} ended with {_process.ExitCode}:\n{Log}");
        }
    }

    /// <summary>SIGKILL: no goodbye to anybody.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>SIGTERM, and waits for the end.</summary>
    public Task StopAsync() => _process.StopAsync();

    /// <summary>Freezes it.</summary>
    public void Pause() => _process.Pause();

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => _process.Resume();

    /// <summary>Starts it again with the same address and configuration, after it has ended.</summary>
    /// <param name="env">What differs from now on.</param>
    public async Task StartAgainAsync(params IEnumerable<(string Name, string Value)> env)
    {
        var variables = new Dictionary<string, string>(_command.Env);
        foreach (var (name, value) in env)
        {
            variables[name] = value;
        }

        _command = _command with { Env = variables };
        _process = await ChildProcess.StartAsync(_command, _project);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
