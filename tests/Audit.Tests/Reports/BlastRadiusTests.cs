using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Reports.Told;

namespace PenguinMails.Audit.Tests.Reports;

[Category("Component")]
internal sealed class BlastRadiusTests : SharedServiceTests
{
    private const string BlastRadius = "/api/v1/admin/reports/blast-radius";
    private const string Alice = "alice@penguin.example";
    private const string Support = "support@penguin.example";
    private static readonly Guid Mail = Guid.CreateVersion7();
    private static readonly Guid Session = Guid.CreateVersion7();

    // Tenants by what became of their key.
    private static readonly Dictionary<string, Guid> Tenants = new[]
        {
            "untouched", "rotated", "revoked", "regenerated", "abandoned", "failed", "possibly", "kept", "finishing", "rotated before", "slow", "of others",
        }
        .ToDictionary(name => name, _ => Guid.CreateVersion7(), StringComparer.Ordinal);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var made = Guid.CreateVersion7();
        var slow = Saw("slow", Alice);
        AuditRecorded[] records =
        [
            .. Saw("untouched", Alice, session: Session),
            Operation(Tenants["untouched"], "rotate.stage", 3),
            Operation(Tenants["untouched"], "rotate", 3, name: "admin"),
            .. Saw("rotated", Alice, session: Session), Operation(Tenants["rotated"], "rotate", 3),
            .. Saw("revoked", Alice), Operation(Tenants["revoked"], "revoke", 3),
            .. Saw("regenerated", Alice), Operation(Tenants["regenerated"], "regenerate", 3),
            .. Saw("abandoned", Alice), Operation(Tenants["abandoned"], "abandon", 3, name: "admin"),
            .. Saw("failed", Alice), Operation(Tenants["failed"], "rotate", 3, outcome: AuditOutcomes.Failed),
            .. Saw("possibly", Alice, outcome: null),
            .. Saw("kept", Alice, AuditOutcomes.Failed, "not_delivered"),
            // The version is current and seen before the rotation that made it has cleaned up.
            .. Reveal(Tenants["finishing"], made, Alice, 4), Operation(Tenants["finishing"], "rotate", 3, made),
            Operation(Tenants["rotated before"], "rotate", 6), .. Saw("rotated before", Alice),
            // The rotation is completed while the download is still under way.
            slow[0], Operation(Tenants["slow"], "rotate", 3), slow[1] with { OccurredAt = HoursAgo(2) },
            // Two saw the replaced version, two others the present one; one of these twice.
            .. Saw("of others", "old@acme.example"), .. Saw("of others", "older@acme.example"), Operation(Tenants["of others"], "rotate", 3, made),
            .. Reveal(Tenants["of others"], made, "bob@acme.example", 2), .. Reveal(Tenants["of others"], made, "bob@acme.example", 1),
            .. Reveal(Tenants["of others"], made, "carol@acme.example", 1, outcome: null),
            // Passwords end by operations on themselves alone.
            .. Password(Mail, "kept", Guid.CreateVersion7(), Support, 4), Operation(Mail, "rotate", 3), OfPassword(Mail, "rotated", "rotate", 3), OfPassword(Mail, "kept", "rotate.stage", 3),
            .. Password(Mail, "rotated", Guid.CreateVersion7(), Support, 4),
            .. Password(Mail, "reset", Guid.CreateVersion7(), Support, 4), OfPassword(Mail, "reset", "regenerate", 3),
            .. Password(Mail, "revoked", Guid.CreateVersion7(), Support, 4), OfPassword(Mail, "revoked", "revoke", 3),
            .. Enumerable.Range(0, 501).SelectMany(_ => Reveal(Guid.CreateVersion7(), Guid.CreateVersion7(), "many@penguin.example", 1, outcome: null)),
        ];
        await Service.Database.InTransactionAsync(
            transaction => transaction.AppendAsync(LedgerChains.Platform, [.. records.Select(PendingRecord.Of)], TimeProvider.System.GetUtcNow()), CancellationToken.None);
    }

    [Test]
    public async Task User_WhatWasSeen_IsExposedUntilItIsRotatedOrRevoked()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{BlastRadius}?user=ALICE@penguin.example");

        var items = Items(report);
        Assert.That(
            items.Where(IsExposed).Select(NameOf), Is.EquivalentTo(["untouched", "failed", "possibly", "finishing", "rotated before"]));
        Assert.That(items.Where(item => !IsExposed(item)).Select(NameOf), Is.EquivalentTo(["rotated", "revoked", "regenerated", "abandoned", "slow"]));
        Assert.That(items.Select(IsExposed), Is.Ordered.Descending);
        Assert.That((report.GetProperty("exposed").GetInt32(), report.GetProperty("total").GetInt32(), report.GetProperty("isComplete").GetBoolean()), Is.EqualTo((5, 10, true)));
        Assert.That(items.Where(item => item.GetProperty("seen").GetString() == "possibly").Select(NameOf), Is.EqualTo(["possibly"]));
        var rotated = items.Single(item => NameOf(item) == "rotated");
        Assert.That(rotated.GetProperty("lastRotatedAt").GetDateTimeOffset(), Is.EqualTo(HoursAgo(3)).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(rotated.GetProperty("user").GetString(), Is.EqualTo(Alice));
    }

    [Test]
    public async Task Token_OnlyWhatThatSessionSaw_IsListed()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{BlastRadius}?token={Session}");

        Assert.That(Items(report).Select(NameOf), Is.EqualTo(["untouched", "rotated"]));
        Assert.That(report.GetProperty("rotate").GetProperty("body").GetProperty("secrets").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task Passwords_ThatWereShown_AreExposedUntilTheyThemselvesAreReplaced()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{BlastRadius}?user={Support}");

        Assert.That(
            Items(report).Select(item => (item.GetProperty("type").GetString(), item.GetProperty("name").GetString(), IsExposed(item))),
            Is.EquivalentTo([("smtp", "kept", true), ("smtp", "rotated", false), ("smtp", "reset", false), ("smtp", "revoked", false)]));
        var body = report.GetProperty("rotate").GetProperty("body");
        RotateAllRules.Check(body);
        Assert.That(body.GetProperty("secrets").EnumerateArray().Select(secret => secret.GetProperty("name").GetString()), Is.EqualTo(["kept"]));
        report = await Admin.GetFromJsonAsync<JsonElement>($"{BlastRadius}?secret=smtp/{Mail}/kept");
        Assert.That((report.GetProperty("exposed").GetInt32(), Items(report)[0].GetProperty("user").GetString()), Is.EqualTo((1, Support)));
    }

    [Test]
    public async Task Secret_WhoSawThePresentVersion_IsListed()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{BlastRadius}?secret=ssh/{Tenants["of others"]}/tenant");

        Assert.That(
            Items(report).Select(item => $"{item.GetProperty("user").GetString()} {item.GetProperty("seen").GetString()} {item.GetProperty("reveals").GetInt32()}"),
            Is.EquivalentTo(["bob@acme.example yes 2", "carol@acme.example possibly 1"]));
        Assert.That(report.GetProperty("exposed").GetInt32(), Is.EqualTo(1));
    }

    [TestCase("user=alice@penguin.example", 5)]
    [TestCase("token={session}", 1)]
    [TestCase("secret=ssh/{tenant}/tenant", 1)]
    [TestCase("user=many@penguin.example", 500)]
    public async Task Rotate_Body_IsWhatRotateAllTakes(string query, int count)
    {
        query = query.Replace("{session}", $"{Session}", StringComparison.Ordinal).Replace("{tenant}", $"{Tenants["untouched"]}", StringComparison.Ordinal);

        var report = await Admin.GetFromJsonAsync<JsonElement>($"{BlastRadius}?{query}");

        var rotate = report.GetProperty("rotate");
        Assert.That((rotate.GetProperty("method").GetString(), rotate.GetProperty("path").GetString()), Is.EqualTo(("POST", "/api/v1/admin/secrets/rotate-all")));
        var body = rotate.GetProperty("body");
        RotateAllRules.Check(body);
        var exposed = Items(report).Where(IsExposed).Select(item => item.GetProperty("tenantId").GetGuid()).ToList();
        Assert.That(body.GetProperty("secrets").EnumerateArray().Select(secret => secret.GetProperty("tenantId").GetGuid()), Is.EqualTo(exposed.Take(500)));
        Assert.That(exposed, Has.Count.EqualTo(count + rotate.GetProperty("omitted").GetInt32()));
        Assert.That(rotate.TryGetProperty("note", out var note) && note.ValueKind == JsonValueKind.String, Is.EqualTo(count == 500));
    }

    [Test]
    public async Task Rotate_NothingExposed_IsNull()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{BlastRadius}?secret=ssh/{Tenants["revoked"]}/tenant");

        Assert.That(report.GetProperty("items").GetArrayLength(), Is.Zero);
        Assert.That(report.TryGetProperty("rotate", out var rotate) && rotate.ValueKind != JsonValueKind.Null, Is.False);
    }

    [Test]
    public async Task Report_HandedOut_IsOnRecordAndNamesNobodyInItsBody()
    {
        using var admin = Service.SteppedUpAdmin("reader");

        _ = await admin.GetFromJsonAsync<JsonElement>($"{BlastRadius}?user={Alice}");

        const string Body =
            """
            select convert_from(body, 'UTF8') from audit_record
            where action = 'report.blast_radius' and outcome = 'success' and person_id = (select person_id from audit_person where name_key = 'reader@penguin.example')
            """;
        await Eventually.Async(async () => await Service.ScalarAsync<string>(Body) is not null);
        Assert.That(await Service.ScalarAsync<string>(Body), Does.Not.Contain("alice").And.Contain("\"subject\":\"person ").And.Contain("\"exposed\":\"5\""));
    }

    [TestCase("", "secret token user")]
    [TestCase("user=a&token=b", "token user")]
    [TestCase("user=", "user")]
    [TestCase("user=a%0Ab", "user")]
    [TestCase("token=abc", "token")]
    [TestCase("secret=ssh/acme/tenant", "secret")]
    [TestCase("secret=ssh", "secret")]
    public async Task Report_BadInput_NamesTheFields(string query, string fields)
    {
        using var answer = await Admin.GetAsync($"{BlastRadius}?{query}");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(string.Join(' ', problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal)), Is.EqualTo(fields));
    }

    private static AuditRecorded[] Saw(string name, string user, string? outcome = AuditOutcomes.Success, string? code = null, Guid? session = null) =>
        Reveal(Tenants[name], Guid.CreateVersion7(), user, 4, outcome, code, session);

    private static List<JsonElement> Items(JsonElement report) => [.. report.GetProperty("items").EnumerateArray()];

    private static bool IsExposed(JsonElement item) => item.GetProperty("isExposed").GetBoolean();

    private static string NameOf(JsonElement item) => Tenants.Single(tenant => tenant.Value == item.GetProperty("tenantId").GetGuid()).Key;
}
