using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.KeyValue;

/// <summary>Reads by a node that is behind what this process has written itself.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class LateReadTests
{
    private const string Absent = """{"errors":[]}""";

    private TestVault _vault = null!;
    private FaultProxy _proxy = null!;
    private VaultConnection _connection = null!;
    private VaultPath _path = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        _vault = await MountedVault.SharedAsync();
        _proxy = await FaultProxy.StartAsync(_vault.Address);
        _connection = MountedVault.ConnectAsRoot(_vault, _proxy.Address);
        _path = VaultPath.Ssh(Guid.CreateVersion7(), "tenant");
    }

    [TearDown]
    public async Task DisconnectAsync()
    {
        await _connection.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Test]
    public async Task Read_AbsentAtFirst_IsAskedAgain()
    {
        await WriteAsync("new", 0);
        AnswerReads(2, new Fault.Answer(404, Absent));

        Assert.That(await TextAsync(), Is.EqualTo("new"));
    }

    [Test]
    public async Task Read_OlderVersionAtFirst_IsAskedAgain()
    {
        await WriteAsync("old", 0);
        await WriteAsync("new", 1);
        AnswerReads(2, new Fault.Answer(200, """
            {"data":{"data":{"v":"old"},"metadata":{"created_time":"2026-01-01T00:00:00Z","deletion_time":"","destroyed":false,"version":1}}}
            """));

        Assert.That(await TextAsync(), Is.EqualTo("new"));
    }

    [Test]
    public async Task Read_AbsentForLong_IsAnOutage()
    {
        await WriteAsync("new", 0);
        _proxy.Plan(request => IsOfPath(request) && HttpMethods.IsGet(request.Method) ? new Fault.Answer(404, Absent) : null);

        Assert.That(TextAsync, Throws.TypeOf<VaultUnavailableException>());
        Assert.That(() => _connection.KeyValue.ReadMetadataAsync(_path), Throws.TypeOf<VaultUnavailableException>());
    }

    [Test]
    public async Task Metadata_OlderAtFirst_IsAskedAgain()
    {
        await WriteAsync("new", 0);
        AnswerReads(2, new Fault.Answer(404, Absent));

        Assert.That((await _connection.KeyValue.ReadMetadataAsync(_path))!.CurrentVersion, Is.EqualTo(1));
    }

    [Test]
    public async Task Read_DeletedBySomebodyElse_IsAbsentAtOnce()
    {
        await WriteAsync("new", 0);
        using var deleted = await _vault.SendAsync(HttpMethod.Delete, $"secret/data/{_path}");

        Assert.That(await TextAsync(), Is.Null);
        Assert.That(_proxy.Count("GET /v1/secret"), Is.EqualTo(2), "the value, and that it is gone");
    }

    [Test]
    public async Task Read_EndedByThisProcess_IsAbsentAtOnce()
    {
        await WriteAsync("new", 0);
        await _connection.KeyValue.WriteEndAsync(_path, 1);
        await _connection.KeyValue.DestroyAsync(_path, [1, 2]);

        Assert.That(await TextAsync(), Is.Null);
        Assert.That(_proxy.Count("GET /v1/secret"), Is.EqualTo(1));
    }

    [Test]
    public async Task Read_OfWhatThisProcessNeverWrote_IsAbsentAtOnce()
    {
        Assert.That(await TextAsync(), Is.Null);
        Assert.That(_proxy.Count("GET /v1/secret"), Is.EqualTo(1));
    }

    [Test]
    public async Task Requests_AfterAWrite_AskForAnAnswerThatIsNoOlder()
    {
        var seen = new ConcurrentQueue<(string Request, string Index, string Behind, string Forward)>();
        var written = 0;
        _proxy.Plan(request =>
        {
            seen.Enqueue((request.Method, request.Headers["X-Vault-Index"].ToString(), request.Headers["X-Vault-Inconsistent"].ToString(), request.Headers["X-Vault-Forward"].ToString()));
            return HttpMethods.IsPost(request.Method) && Interlocked.Exchange(ref written, 1) == 0
                ? new Fault.Answer(200, """{"data":{"version":1}}""", [("X-Vault-Index", "state-7")])
                : HttpMethods.IsGet(request.Method) && request.Headers["X-Vault-Index"] == "state-7" ? new Fault.Answer(412, Absent) : null;
        });
        await _connection.KeyValue.ListAsync(VaultPath.Ssh(Guid.CreateVersion7(), "tenant"));
        await WriteAsync("new", 0);
        await _connection.KeyValue.ListAsync(_path);
        await _connection.Wrapping.ReadWrappedAsync(_path, TimeSpan.FromMinutes(1));

        Assert.That(seen.First().Index, Is.Empty);
        Assert.That(seen.Select(request => (request.Index, request.Behind)), Has.Member(("state-7", "forward-active-node")));
        Assert.That(seen.Last(), Is.EqualTo(("GET", "", "", "active-node")), "a state that no node has is forgotten; wrapped reads go to the active node");
    }

    private void AnswerReads(int count, Fault fault)
    {
        var left = count;
        _proxy.Plan(request => IsOfPath(request) && HttpMethods.IsGet(request.Method) && Interlocked.Decrement(ref left) >= 0 ? fault : null);
    }

    private bool IsOfPath(HttpRequest request) => request.Path.Value!.EndsWith(_path.ToString(), StringComparison.Ordinal);

    private async Task WriteAsync(string text, int cas)
    {
        using var values = new PlainTextValues { { "v", text } };
        Assert.That(await _connection.KeyValue.WriteAsync(_path, values, cas), Is.InstanceOf<WriteOutcome.Written>());
    }

    private async Task<string?> TextAsync()
    {
        using var found = await _connection.KeyValue.ReadAsync(_path);
        return found?.Text("v");
    }
}
