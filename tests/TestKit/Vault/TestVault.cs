using System.Net.Http.Json;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>A real server process (<see cref="TestVaultServer"/>): initialised, unsealed, with its root token.</summary>
public sealed class TestVault : IAsyncDisposable
{
    private static readonly Lazy<Task<TestVault>> Shared = new(() => StartAsync());
    private readonly TestVaultServer _server;
    private readonly VaultKeeper _keeper;
    private readonly HttpClient _client;
    private ChildProcess? _process;

    private TestVault(string folder, int port, string? program, string? postgres)
    {
        _server = TestVaultServer.Of(program, folder, port, postgres);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _keeper = new VaultKeeper(_client, folder);
    }

    public Uri Address => _client.BaseAddress!;

    public string RootToken => File.ReadAllText(RootTokenFile).Trim();

    public string RootTokenFile => _keeper.RootTokenFile;

    /// <summary>What the running server wrote so far.</summary>
    public string Log => _process?.Log ?? "";

    /// <summary>The Vault that all tests of this process share: enabled mounts are seen by all. Do not seal or stop it.</summary>
    public static Task<TestVault> SharedAsync() => Shared.Value;

    /// <summary>A Vault of one's own.</summary>
    /// <param name="postgres">A database that keeps its contents over a stop; without one they are lost.</param>
    public static Task<TestVault> StartAsync(string? postgres = null) => StartAsync(
        postgres, TestVaultServer.Choose(Environment.GetEnvironmentVariable("TESTVAULT"), Environment.GetEnvironmentVariable("PATH")));

    /// <summary>The same with a certain server.</summary>
    /// <param name="postgres">As above.</param>
    /// <param name="program">What <see cref="TestVaultServer.Choose"/> says.</param>
    public static async Task<TestVault> StartAsync(string? postgres, string? program)
    {
        var vault = new TestVault(TestFolder.Create("vault"), ReservedPort.Take(), program, postgres);
        await vault.StartAgainAsync();
        await vault.UnsealAsync();
        return vault;
    }

    /// <summary>Sends a request with the root token.</summary>
    /// <param name="path">Below /v1/, for example "sys/mounts".</param>
    /// <returns>The answer; a failure is the caller's to judge.</returns>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/v1/" + path);
        request.Headers.Add("X-Vault-Token", RootToken);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await _client.SendAsync(request);
    }

    /// <summary>Seals it: nothing can be read or written until <see cref="UnsealAsync"/>.</summary>
    public async Task SealAsync()
    {
        using var response = await SendAsync(HttpMethod.Put, "sys/seal");
        response.EnsureSuccessStatusCode();
        File.Delete(Path.Combine(Path.GetDirectoryName(RootTokenFile)!, "opened-run")); // lets the keeper open it again
    }

    /// <summary>Unseals it if it was just started, and waits until it serves: a real server with a database becomes active some time after that.</summary>
    public Task UnsealAsync() => Eventually.Async(async () => await _keeper.OpenAsync() && await IsActiveAsync(), what: "An unsealed, active Vault");

    /// <summary>An orderly stop.</summary>
    public Task StopAsync() => _process!.StopAsync();

    /// <summary>The power cord.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Freezes it: connections are taken, nothing answers.</summary>
    public void Pause() => _process!.Pause();

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => _process!.Resume();

    /// <summary>Starts it on the same port after a stop; it is sealed then.</summary>
    public async Task StartAgainAsync()
    {
        _server.Prepare();
        _process = await ChildProcess.StartAsync(_server.Command(), "vault");
        await Eventually.Async(
            async () =>
            {
                using var response = await _client.GetAsync("/v1/sys/seal-status");
                return response.IsSuccessStatusCode || (_process.HasExited ? throw new InvalidOperationException(_process.Log) : false);
            },
            what: "An answer of the Vault");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private async Task<bool> IsActiveAsync()
    {
        using var health = await _client.GetAsync("/v1/sys/health");
        return health.IsSuccessStatusCode;
    }
}
