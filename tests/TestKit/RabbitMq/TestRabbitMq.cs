using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>A real RabbitMQ broker. It needs 5 to 15 s to start: begin early, in parallel with other preparation.</summary>
public sealed class TestRabbitMq : IAsyncDisposable
{
    private static readonly Lazy<Task<TestRabbitMq>> Shared = new(() => RunServers.Exist ? FindAsync() : StartAsync());
    private readonly RabbitMqComponent _component;
    private readonly HttpClient _management;
    private ChildProcess? _process;

    private TestRabbitMq(RabbitMqComponent component)
    {
        _component = component;
        var credentials = Encoding.ASCII.GetBytes($"{RabbitMqComponent.Administrator}:{component.PasswordOf(RabbitMqComponent.Administrator)}");
        // A connection for each request: the broker ends idle ones just as the next request goes out.
        _management = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = new Uri($"http://127.0.0.1:{component.ManagementPort}/api/") };
        _management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
    }

    public int Port => _component.Port;

    /// <summary>The management API, signed in; relative addresses such as "queues/{vhost}".</summary>
    public HttpClient Management => _management;

    /// <summary>What the running broker wrote so far.</summary>
    public string Log => _process?.Log ?? "";

    /// <summary>The broker that all tests of this process share, and all assemblies of a test run. Do not stop it.</summary>
    public static Task<TestRabbitMq> SharedAsync() => Shared.Value;

    /// <summary>A broker of one's own, for tests that stop it.</summary>
    public static async Task<TestRabbitMq> StartAsync()
    {
        await Prerequisite.EnsureAsync([DebianPackage.RabbitMq], Console.Error.WriteLine);
        var broker = new TestRabbitMq(new RabbitMqComponent(TestFolder.Create("rabbitmq"), ReservedPort.Take(), ReservedPort.Take()));
        await broker.StartAgainAsync();
        return broker;
    }

    /// <summary>Makes this broker known to the assemblies of a test run.</summary>
    /// <param name="folder">The folder of the announcements.</param>
    public void Announce(string folder) =>
        RunServers.Announce(folder, "rabbitmq", new Announcement(_component.Folder, Port, _component.ManagementPort));

    /// <summary>Makes a virtual host with the platform's accounts, queues and policies, without messages.</summary>
    /// <returns>Its connection string (amqp://…) for the administrator, who may also speak for others.</returns>
    public async Task<string> CreateVirtualHostAsync()
    {
        var name = $"test-{Guid.CreateVersion7():N}";
        await AskAsync(() => _management.PostAsJsonAsync("definitions", OfVirtualHost(name, RabbitMqDefinitions.Read())));
        return _component.ConnectionString(name);
    }

    /// <summary>
    /// Deletes a virtual host that no service uses any more. The work of making one grows with the number that the broker has: with a
    /// hundred it is four times that of the first.
    /// </summary>
    /// <param name="connection">A connection string from <see cref="CreateVirtualHostAsync"/>.</param>
    public async Task DeleteVirtualHostAsync(string connection)
    {
        try
        {
            using var response = await _management.DeleteAsync($"vhosts{new Uri(connection).AbsolutePath}");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // One that stays costs time, and no test its result.
        }
    }

    /// <summary>The same virtual host for another account.</summary>
    /// <param name="connection">A connection string from <see cref="CreateVirtualHostAsync"/>.</param>
    /// <param name="account">A service's name, or "subscriber".</param>
    public string As(string connection, string account) => _component.ConnectionString(new Uri(connection).AbsolutePath[1..], account);

    /// <summary>An orderly stop; takes several seconds.</summary>
    public Task StopAsync() => _process!.StopAsync(TimeSpan.FromSeconds(30));

    /// <summary>The power cord.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Freezes the broker: connections stay open, nothing answers.</summary>
    public void Pause() => _process!.Pause();

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => _process!.Resume();

    /// <summary>Starts it on the same port with the same data, after a stop.</summary>
    public async Task StartAgainAsync()
    {
        _component.Prepare();
        _process = await ChildProcess.StartAsync(_component.Command, "rabbitmq");
        await _process.WaitForLineAsync("Server startup complete", TimeSpan.FromMinutes(5));
    }

    public async ValueTask DisposeAsync()
    {
        _management.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_component.Folder, recursive: true);
    }

    /// <summary>The platform's definitions for another virtual host; the accounts are there already.</summary>
    private static JsonObject OfVirtualHost(string name, JsonObject definitions)
    {
        var parts = new JsonObject { ["vhosts"] = new JsonArray(new JsonObject { ["name"] = name }) };
        foreach (var part in new[] { "permissions", "policies", "queues", "exchanges", "bindings" })
        {
            var items = definitions[part]!.DeepClone().AsArray();
            foreach (var item in items)
            {
                item!["vhost"] = name;
            }

            parts[part] = items;
        }

        parts["permissions"]!.AsArray().Add(new JsonObject
        {
            ["user"] = RabbitMqComponent.Administrator,
            ["vhost"] = name,
            ["configure"] = ".*",
            ["write"] = ".*",
            ["read"] = ".*",
        });
        return parts;
    }

    // What is asked may be done twice. On a busy machine the API cuts a request off after a minute.
    private static Task AskAsync(Func<Task<HttpResponseMessage>> ask) => Eventually.Async(
        async () =>
        {
            using var response = await ask();
            response.EnsureSuccessStatusCode();
            return true;
        },
        TimeSpan.FromMinutes(4),
        "The answer of the broker's management API");

    private static async Task<TestRabbitMq> FindAsync()
    {
        var (folder, port, managementPort) = await RunServers.FindAsync<Announcement>("rabbitmq");
        return new TestRabbitMq(new RabbitMqComponent(folder, port, managementPort));
    }

    private sealed record Announcement(string Folder, int Port, int? ManagementPort);
}
