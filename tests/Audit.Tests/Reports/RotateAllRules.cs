using System.Text.Json;
using NUnit.Framework;

namespace PenguinMails.Audit.Tests.Reports;

/// <summary>What the Rotation service asks of <c>POST /api/v1/admin/secrets/rotate-all</c> (its record RotateAll), as JSON.</summary>
internal static class RotateAllRules
{
    private static readonly string[] Known =
        ["secretType", "scope", "reason", "confirm", "canary", "concurrency", "perServer", "maxFailurePercent", "gracePeriod", "secrets"];

    public static void Check(JsonElement body)
    {
        using (Assert.EnterMultipleScope())
        {
            // What is unknown is refused.
            Assert.That(body.EnumerateObject().Select(member => member.Name), Is.SubsetOf(Known));
            Assert.That(body.GetProperty("secretType").GetString(), Is.AnyOf("ssh", "smtp", "dkim", "all"));
            Assert.That(body.GetProperty("scope").GetString(), Is.EqualTo("selected"));
            Assert.That(body.GetProperty("confirm").ValueKind, Is.EqualTo(JsonValueKind.True));
            var reason = body.GetProperty("reason").GetString();
            Assert.That(reason, Is.Not.Null.And.Length.InRange(1, 500));
            Assert.That(reason!.Any(char.IsControl), Is.False);
            var secrets = body.GetProperty("secrets").EnumerateArray().ToList();
            Assert.That(secrets, Has.Count.InRange(1, 500));
            Assert.That(secrets.Select(secret => secret.GetRawText()), Is.Unique);
            foreach (var secret in secrets)
            {
                Assert.That(secret.EnumerateObject().Select(member => member.Name), Is.EquivalentTo(["tenantId", "type", "name"]));
                Assert.That(secret.GetProperty("tenantId").TryGetGuid(out _), Is.True);
                Assert.That(secret.GetProperty("type").GetString(), Is.AnyOf("ssh", "smtp", "dkim"));
                Assert.That(secret.GetProperty("name").GetString(), Is.Not.Empty);
            }
        }
    }
}
