using System.Collections.Concurrent;
using PenguinMails.TestKit;

namespace PenguinMails.Destruction.Tests.Platform;

/// <summary>One service process of the system, which may be killed and is started again.</summary>
internal sealed class Member(string name, string project, Dictionary<string, string> settings) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _logs = [];
    private ServiceProcess? _process;

    public string Name => name;

    public Uri Address => _process!.Address;

    /// <summary>What all its processes wrote.</summary>
    public string Log => string.Join('\n', _logs.Append(_process?.Log ?? ""));

    public HttpClient Client => _process!.Client;

    public async Task StartAsync() => _process = await ServiceProcess.StartAsync(project, settings);

    /// <summary>SIGKILL, and a new process in its place.</summary>
    /// <param name="env">What is different for the new one.</param>
    public async Task KillAsync(params IEnumerable<(string Name, string Value)> env)
    {
        await _process!.KillAsync();
        _logs.Enqueue(_process.Log);
        await _process.StartAgainAsync(env);
    }

    public void Pause() => _process!.Pause();

    public void Resume() => _process!.Resume();

    /// <summary>Whether it runs far enough to be killed in the midst of something.</summary>
    public async Task<bool> IsAliveAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            using var answer = await _process!.Client.GetAsync("/alive", patience.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public Task WaitHealthyAsync(TimeSpan deadline) => _process!.WaitHealthyAsync(deadline: deadline);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
