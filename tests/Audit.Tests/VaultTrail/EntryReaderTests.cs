using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PenguinMails.Audit.VaultTrail.Access;
using PenguinMails.Audit.VaultTrail.Entries;
using static PenguinMails.Audit.Tests.VaultTrail.TrailLines;

namespace PenguinMails.Audit.Tests.VaultTrail;

[Category("Pure")]
internal sealed class EntryReaderTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Test]
    public void Read_Response_BecomesARecordWithoutWhatWasSentAndAnswered()
    {
        var record = VaultRecords.Of(Entry(Response(at: Now, id: "33333333-0000-0000-0000-000000000001"))).Record;

        Assert.Multiple(() =>
        {
            Assert.That((record.Service, record.Action, record.Outcome), Is.EqualTo(("vault", "vault.read", "success")));
            Assert.That((record.Actor.User, record.Actor.Role, record.Actor.IpAddress), Is.EqualTo(("key-issuance", "service", "10.1.2.3")));
            Assert.That($"{record.Secret}", Is.EqualTo($"ssh/{Tenant}/tenant"));
            Assert.That(record.TenantId, Is.EqualTo(Guid.Parse(Tenant)));
            Assert.That(record.OccurredAt, Is.EqualTo(Now).Within(TimeSpan.FromMicroseconds(1)));
            Assert.That(record.CorrelationId, Is.EqualTo(Guid.Parse("33333333-0000-0000-0000-000000000001")));
            Assert.That(record.Details!["accessor"], Is.EqualTo("hmac-sha256:bb"));
            Assert.That(record.Details!["path"], Is.EqualTo($"secret/data/penguinmails/ssh/{Tenant}/tenant"));
            Assert.That(string.Join(' ', record.Details.Values), Does.Not.Contain("sha256:cc").And.Not.Contain("sha256:dd"));
        });
    }

    [Test]
    public void Read_SameRequestByAnotherDevice_IsTheSameRecord()
    {
        var one = Entry(Response(id: "a", at: Now));
        var other = Entry(Response(id: "a", at: Now.AddMilliseconds(3)));

        Assert.That(VaultRecords.IdOf(other), Is.EqualTo(VaultRecords.IdOf(one)));
        Assert.That(VaultRecords.IdOf(Entry(Response(id: "b", at: Now))), Is.Not.EqualTo(VaultRecords.IdOf(one)));
    }

    [TestCase("1 error occurred:\n\t* permission denied\n\n", "refused", "permission_denied")]
    [TestCase("1 error occurred:\n\t* invalid request\n\n", "failed", "invalid_request")]
    [TestCase("unsupported path", "failed", "unsupported")]
    [TestCase("invalid secret id zq-0d1c", "failed", "error")]
    public void Read_Error_IsAKindAndNeverItsText(string error, string outcome, string code)
    {
        var record = VaultRecords.Of(Entry(Response(error: error))).Record;

        Assert.That((record.Outcome, record.Code), Is.EqualTo((outcome, code)));
        Assert.That($"{record}{string.Join(' ', record.Details!.Values)}", Does.Not.Contain("zq-0d1c"));
    }

    [TestCase("secret/metadata/penguinmails/smtp/" + Tenant + "/main", "smtp/" + Tenant + "/main")]
    [TestCase("secret/destroy/penguinmails/ssh/" + Tenant + "/admin.staged", "ssh/" + Tenant + "/admin")]
    [TestCase("secret/data/penguinmails/ssh/" + Tenant, null)]
    [TestCase("secret/data/penguinmails/ssh/nobody/admin", null)]
    [TestCase("secret/data/platform/data-protection/key-1", null)]
    public void Find_Path_NamesTheSecret(string path, string? secret) =>
        Assert.That(SecretPath.Find(path)?.ToString(), Is.EqualTo(secret));

    [TestCase("{")]
    [TestCase("\0\0\0")]
    [TestCase("[]")]
    [TestCase("\"text\"")]
    [TestCase("{\"type\":\"audit\"}")]
    [TestCase("{\"type\":\"response\"}")]
    [TestCase("{\"type\":\"response\",\"time\":\"0001-01-01T00:00:00Z\",\"request\":{\"id\":\"x\"}}")]
    [TestCase("{\"type\":\"response\",\"time\":\"9999-12-31T23:59:59Z\",\"request\":{\"id\":\"x\"}}")]
    [TestCase("{\"type\":\"\\ud800\"}")]
    public void Read_Garbage_IsUnreadable(string line) =>
        Assert.That(EntryReader.Read(Encoding.UTF8.GetBytes(line), Now), Is.TypeOf<ReadLine.Unreadable>());

    [TestCase("")]
    [TestCase(" \r")]
    [TestCase("{\"type\":\"request\",\"time\":\"2026-01-01T00:00:00Z\"}")]
    public void Read_NothingToSay_IsNothing(string line) =>
        Assert.That(EntryReader.Read(Encoding.UTF8.GetBytes(line), Now), Is.TypeOf<ReadLine.Nothing>());

    [Test]
    public void Read_OddPath_IsCutToWhatTheLedgerTakes()
    {
        var entry = Entry(Response(path: "secret/\0" + new string('\u20AC', 5000)));

        Assert.That(entry.Path, Has.Length.EqualTo(512).And.StartsWith("secret/\uFFFD"));
    }

    [TestCase("transit/sign/audit-checkpoints/sha2-256", "update", "audit", true)]
    [TestCase("transit/sign/audit-checkpoints", "update", "key-issuance", false)]
    [TestCase("transit/keys/audit-checkpoints", "read", "audit", true)]
    [TestCase("transit/keys/audit-checkpoints", "read", "rotation", false)]
    [TestCase("transit/keys/audit-checkpoints", "update", "audit", false)]
    [TestCase("auth/token/renew-self", "update", "rotation", true)]
    [TestCase("auth/token/lookup-self", "read", "audit", true)]
    [TestCase("sys/mounts", "read", "vault-operations", true)]
    [TestCase("sys/mounts", "read", "rotation", false)]
    [TestCase("sys/policies/acl/audit", "update", "vault-operations", false)]
    [TestCase("secret/data/penguinmails/ssh/x/y", "read", "vault-operations", false)]
    public void Is_RepeatedWork_IsNoiseUnlessItIsRefused(string path, string operation, string role, bool isNoise)
    {
        Assert.That(VaultNoise.Is(Entry(Response(path, operation, role))), Is.EqualTo(isNoise));
        Assert.That(VaultNoise.Is(Entry(Response(path, operation, role, error: "permission denied"))), Is.False);
    }

    [Test]
    public void Read_ChosenMetadata_MakesNoRole()
    {
        var line = JsonNode.Parse(Response())!;
        line["auth"]!["display_name"] = "token-approle";

        var access = MaterialAccess.Of(Entry(line.ToJsonString()), null, "key-issuance");

        Assert.That(access, Is.Not.Null.And.Property(nameof(MaterialAccess.IsExpected)).False);
        Assert.That(access!.Reader, Is.EqualTo("token-approle"));
    }

    [TestCase("[\"default\",\"tenant\"]", true)]
    [TestCase("[\"tenant\"]", true)]
    [TestCase("[\"default\",\"tenant\",\"admin\"]", false)]
    [TestCase("[\"default\"]", false)]
    public void Of_ATenantsOwnRead_NeedsNoExplanation(string policies, bool isOwn)
    {
        var line = JsonNode.Parse(Response(path: $"secret/data/penguinmails/smtp/{Tenant}/main"))!;
        line["auth"]!["display_name"] = "userpass-acme";
        line["auth"]!["policies"] = JsonNode.Parse(policies);

        Assert.That(MaterialAccess.Of(Entry(line.ToJsonString()), null, "key-issuance") is null, Is.EqualTo(isOwn));
    }

    [Test]
    public void Of_SlipMetadataOrNothingFound_IsNoReadOfMaterial()
    {
        var empty = JsonNode.Parse(Response())!;
        empty["response"]!["data"] = null;

        Assert.That(MaterialAccess.Of(Entry(empty.ToJsonString()), null, "x"), Is.Null);
        Assert.That(MaterialAccess.Of(Entry(Response(path: $"secret/data/penguinmails/downloads/{Tenant}/v")), null, "x"), Is.Null);
        Assert.That(MaterialAccess.Of(Entry(Response(path: $"secret/metadata/penguinmails/ssh/{Tenant}/tenant")), null, "x"), Is.Null);
        Assert.That(MaterialAccess.Of(Entry(Response(error: "permission denied")), null, "x"), Is.Null);
        Assert.That(MaterialAccess.Of(Entry(Response()), null, "x"), Is.Not.Null);
    }

    private static VaultEntry Entry(string line) => ((ReadLine.Response)EntryReader.Read(Encoding.UTF8.GetBytes(line), Now)).Entry;
}
