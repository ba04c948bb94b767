using System.Net;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>No change, no reveal and no refusal without a record: whatever these tests did so far is looked for in the ledger.</summary>
[Category("System")]
public sealed class CompletenessTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";

    // Changes nothing that would have to be on record: a look at a server is recorded by what it finds; said twice, an alert is acknowledged once; that a
    // service asks whether a key works is counted as the key's use.
    private static readonly string[] Unrecorded = ["/drift/check", "/acknowledge", "/api-keys/verify"];

    private static SignedInUser Admin => RunningSystem.UserOf(DevelopmentUser.SecondAdmin);

    [Test]
    public async Task EveryAnswer_ThatChangedRevealedOrRefused_HasItsRecord()
    {
        await DriveAsync();
        var answers = RunningSystem.Answers.All
            .Where(answer => answer.Status == 403 || (answer.Status is >= 200 and < 300 && IsChangeOrReveal(answer)))
            .ToList();
        Assert.That(answers.Count(answer => answer.Status == 403), Is.GreaterThan(100));
        Assert.That(answers.Count(answer => answer.Status != 403), Is.GreaterThan(3));

        // Records travel by outbox and broker.
        var missing = await Eventually.GetAsync(() => MissingAsync(answers), nothing => nothing.Count == 0);
        Assert.That(missing, Is.Empty);
    }

    // Every endpoint for roles that may not, and for one that may without a grant; and one of each kind of success.
    private static async Task DriveAsync()
    {
        foreach (var (endpoint, roles) in AuthorisationTests.Decisions)
        {
            var (method, path) = AuthorisationTests.Split(endpoint);
            foreach (var user in new[] { DevelopmentUser.CumulusOwner, DevelopmentUser.Operator, DevelopmentUser.Developer, DevelopmentUser.SecondAdmin })
            {
                if (!roles.Contains(user.Role))
                {
                    using var refused = await RunningSystem.UserOf(user).SendAsync(method, path);
                    Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), $"{endpoint} as {user.Role}");
                }
            }
        }

        var owner = RunningSystem.UserOf(DevelopmentUser.CumulusOwner);
        await Eventually.Async(async () => (string?)(await owner.GetAsync(Ssh))["status"] == "active", what: "an active key");
        using var withoutGrant = await owner.SendAsync(HttpMethod.Post, Ssh + "/rotate", new { });
        Assert.That(withoutGrant.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        await owner.RunOperationAsync(Ssh + "/rotate", new { reason = "everything is on record" });
        using var download = await owner.SendAsync(HttpMethod.Post, Ssh + "/download", new { }, stepUp: true);
        Assert.That(download.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static async Task<List<SeenAnswer>> MissingAsync(List<SeenAnswer> answers)
    {
        var recorded = await TracesAsync();
        return [.. answers.Where(answer => !recorded.Contains((answer.TraceId, answer.Status == 403)))];
    }

    private static bool IsChangeOrReveal(SeenAnswer answer) =>
        (answer.Method != "GET" || answer.Path.EndsWith("/content", StringComparison.Ordinal) || answer.Path.Contains("/reports/", StringComparison.Ordinal))
        && !Unrecorded.Any(path => answer.Path.EndsWith(path, StringComparison.Ordinal));

    // Every trace that has a record, and whether one of its records is a refusal.
    private static async Task<HashSet<(string TraceId, bool IsRefusal)>> TracesAsync()
    {
        var traces = new HashSet<(string, bool)>();
        for (var before = ""; ;)
        {
            var page = await Admin.GetAsync($"{Logs}?pageSize=200{before}");
            foreach (var item in page["items"]!.AsArray().Where(item => item!["traceId"] is not null))
            {
                traces.Add(((string)item!["traceId"]!, (string)item["outcome"]! == "refused"));
            }

            if (page["next"] is not { } next)
            {
                return traces;
            }

            before = $"&before={next.GetValue<long>()}";
        }
    }
}
