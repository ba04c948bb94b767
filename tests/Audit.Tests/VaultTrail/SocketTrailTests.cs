using System.Net;
using System.Net.Sockets;
using System.Text;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.VaultTrail.TrailLines;

namespace PenguinMails.Audit.Tests.VaultTrail;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class SocketTrailTests
{
    private readonly int _port = ReservedPort.Take();
    private readonly string _file = Path.Combine(TestFolder.Create("vault-audit"), "audit.log");
    private AuditService _service = null!;

    [SetUp]
    public async Task SetUpAsync() => _service = await AuditService.StartAsync(
        ("Audit:VaultTrail:Listen", $"127.0.0.1:{_port}"), ("Audit:VaultTrail:File", _file), ("Audit:VaultTrail:PollInterval", "00:00:00.05"));

    [TearDown]
    public async Task TearDownAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Receive_LinesInPieces_RecordsThem()
    {
        using var vault = await ConnectAsync();
        var line = Plain(1) + "\n";
        await SendAsync(vault, Plain(0) + "\n" + line[..40]);
        await RecordedAsync(1);

        await SendAsync(vault, line[40..]);

        await RecordedAsync(2);
    }

    [Test]
    public async Task Receive_GarbageAndTooLongLinesAndABreak_KeepsWhatIsReadable()
    {
        using (var vault = await ConnectAsync())
        {
            await SendAsync(vault, "garbage\n" + new string('x', 3_000_000) + "\n" + Plain(0) + "\n{\"ti");
            vault.Shutdown(SocketShutdown.Send);
            await RecordedAsync(4);
        }

        using var again = await ConnectAsync();
        await SendAsync(again, Plain(1) + "\n");

        await RecordedAsync(5);
        Assert.That(
            await _service.ScalarAsync<string>("select string_agg(coalesce(code, '-'), ' ' order by sequence) from audit_record"),
            Is.EqualTo("not_json too_long - cut_off -"));
    }

    [Test]
    public async Task Receive_TheSameThroughFileAndSocket_RecordsItOnce()
    {
        var ids = Enumerable.Range(0, 1500).Select(_ => $"{Guid.CreateVersion7()}").ToList();
        using var vault = await ConnectAsync();

        foreach (var some in ids.Chunk(300))
        {
            await Task.WhenAll(File.AppendAllTextAsync(_file, Lines(some)), SendAsync(vault, Lines(some)));
        }

        await RecordedAsync(ids.Count);
        using var other = await ConnectAsync();
        await SendAsync(other, Lines(ids) + Plain(1) + "\n");
        await File.AppendAllTextAsync(_file, Plain(2) + "\n");
        await RecordedAsync(ids.Count + 2);
        Assert.That(await _service.ScalarAsync<int>("select count(*) from audit_record"), Is.EqualTo(ids.Count + 2));
        Assert.That(await _service.ScalarAsync<int>("select last_sequence from audit_chain where chain = 'vault'"), Is.EqualTo(ids.Count + 2));
    }

    [Test]
    public async Task Receive_MoreThanIsAppended_MakesTheSenderWait()
    {
        using var vault = await ConnectAsync();
        await SendAsync(vault, Plain(0) + "\n");
        await RecordedAsync(1);
        await using var connection = new Npgsql.NpgsqlConnection(_service.OwnerConnectionString);
        await connection.OpenAsync();
        await using (var holding = await connection.BeginTransactionAsync())
        {
            await using var hold = new Npgsql.NpgsqlCommand("select from audit_chain where chain = 'vault' for update", connection, holding);
            await hold.ExecuteNonQueryAsync();

            var much = SendAsync(vault, string.Concat(Enumerable.Range(0, 100_000).Select(number => Plain(number) + "\n")));

            Assert.That(await Task.WhenAny(much, Task.Delay(TimeSpan.FromSeconds(1))), Is.Not.SameAs(much), "what is sent is bounded");
        }

        await RecordedAsync(1000);
    }

    private static string Lines(IEnumerable<string> ids) =>
        string.Concat(ids.Select(id => Response(path: "transit/encrypt/x", operation: "update", id: id) + "\n"));

    private Task RecordedAsync(int count) => _service.RecordedAsync(count);

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Eventually.Async(async () =>
        {
            await socket.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        });
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text)
    {
        for (var bytes = Encoding.UTF8.GetBytes(text).AsMemory(); bytes.Length > 0;)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }
}
