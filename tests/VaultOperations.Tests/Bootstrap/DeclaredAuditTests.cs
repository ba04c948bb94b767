using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.VaultOperations.Tests.Fixtures;

namespace PenguinMails.VaultOperations.Tests.Bootstrap;

/// <summary>A server that takes audit devices from its configuration only, as OpenBao does from 2.3.2 on.</summary>
[Category("Component")]
internal sealed class DeclaredAuditTests
{
    private const string Sentence = "cannot enable audit device via API; use declarative, config-based audit device management instead";

    private Operations _operations = null!;
    private FaultProxy _proxy = null!;
    private string _file = null!;

    [SetUp]
    public async Task PrepareAsync()
    {
        _operations = await Operations.PrepareAsync();
        _proxy = await FaultProxy.StartAsync(_operations.Vault.Address);
        _proxy.Plan(request => HttpMethods.IsPut(request.Method) && request.Path.StartsWithSegments("/v1/sys/audit", StringComparison.Ordinal)
            ? new Fault.Answer(400, $$"""{"errors":["1 error occurred:\n\t* {{Sentence}}\n\n"]}""")
            : null);
        _file = Path.Combine(TestFolder.Create("audit"), "audit.log");
    }

    [TearDown]
    public async Task DisposeAsync()
    {
        await _operations.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Test]
    public async Task File_NotDeclared_IsReportedInVaultsWordsWithWhatToAdd_AndAskedForOnce()
    {
        var service = await StartAsync();

        await Eventually.Async(async () => await HealthAsync(service) is var health
            && health.Contains(Sentence, StringComparison.Ordinal)
            && health.Contains("audit \"file\" \"file\" { options { file_path = \"" + _file + "\" } }", StringComparison.Ordinal));
        await Eventually.Async(() => _proxy.Count("GET /v1/sys/audit") > 6, what: "Further rounds");
        Assert.That(_proxy.Count("PUT /v1/sys/audit/file"), Is.EqualTo(1));
        Assert.That(service.Log, Does.Contain(Sentence));

        await DeclareAsync("to-disk", new { type = "file", options = new { file_path = _file } });

        await service.WaitHealthyAsync();
        Assert.That(_proxy.Count("PUT /v1/sys/audit/file"), Is.EqualTo(1));
    }

    [Test]
    public async Task File_DeclaredUnderAnotherName_Counts()
    {
        await DeclareAsync("to-disk", new { type = "file", options = new { file_path = _file } });

        var service = await StartAsync();

        await service.WaitHealthyAsync();
        Assert.That(_proxy.Count("PUT /v1/sys/audit"), Is.Zero);
    }

    [Test]
    public async Task Socket_NotDeclared_IsReportedAndHoldsNothingUp()
    {
        await DeclareAsync("to-disk", new { type = "file", options = new { file_path = _file } });
        var port = ReservedPort.Take();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();

        var service = await StartAsync(("VaultOperations__AuditSocket", $"127.0.0.1:{port}"));

        await Eventually.Async(async () => (await HealthAsync(service)).Contains("audit \"socket\" \"socket\" { options { address = \"127.0.0.1:" + port, StringComparison.Ordinal));
        await Eventually.Async(() => Directory.Exists(_operations.FolderOf("gateway")) && _operations.WaitingIn("gateway").Length > 0, what: "Delivered credentials");
        Assert.That(_proxy.Count("PUT /v1/sys/audit/socket"), Is.EqualTo(1));

        await DeclareAsync("to-audit", new { type = "socket", options = new { address = $"127.0.0.1:{port}", socket_type = "tcp" } });
        await service.WaitHealthyAsync();
    }

    private Task<InProcessService> StartAsync(params (string, string)[] settings) => _operations.StartServiceAsync(
        [("Vault__Address", _proxy.Address.ToString()), ("VaultOperations__AuditFile", _file), .. settings]);

    // What the server's configuration would do.
    private Task DeclareAsync(string name, object device) => _operations.AskAsync(HttpMethod.Put, "sys/audit/" + name, device);

    private static async Task<string> HealthAsync(InProcessService service)
    {
        using var response = await service.Client.GetAsync("/health");
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return string.Join('\n', Texts(body.RootElement));
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        _ => [],
    };
}
