using System.Text;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Tests.Drift;

/// <summary>Every state of a version, there and not there; and every standing of a key that is nobody's here.</summary>
[Category("Pure")]
public sealed class AccountComparisonTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly DateTimeOffset GraceEnd = Now.AddHours(1);
    private static readonly PublicKey Key = PublicKey.Parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + new string('A', 43));

    [TestCase("current", true, "")]
    [TestCase("current", false, "missing_key")]
    [TestCase("retiring", true, "wrong_expiry")]
    [TestCase("retiring", false, "missing_key")]
    [TestCase("retired", true, "ended_key")]
    [TestCase("retired", false, "")]
    [TestCase("abandoned", true, "ended_key")]
    [TestCase("abandoned", false, "")]
    [TestCase("revoked", true, "banned_key")]
    [TestCase("revoked", false, "")]
    [TestCase("revoking", true, "")]
    [TestCase("staged", true, "")]
    [TestCase("installed", false, "")]
    [TestCase("verified", true, "")]
    public void Compare_VersionThereWithoutOptions(string state, bool isThere, string expected) =>
        Assert.That(KindsOf(Version(state), banned: state == "revoked", isThere ? [Line(null)] : []), Is.EqualTo(expected));

    [TestCase("retiring", "expiry-time=\"RIGHT\"", "")]
    [TestCase("retiring", "expiry-time=\"20990101000000Z\"", "wrong_expiry")]
    [TestCase("retiring", "from=\"192.0.2.1\",expiry-time=\"RIGHT\"", "missing_key")]
    [TestCase("retiring", "expiry-time=\"RIGHT\",no-pty", "missing_key")]
    [TestCase("current", "expiry-time=\"RIGHT\"", "wrong_expiry")]
    [TestCase("current", "cert-authority", "missing_key")]
    public void Compare_OptionsOfALiveVersion(string state, string options, string expected)
    {
        var right = GraceEnd.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(KindsOf(Version(state), banned: false, [Line(options.Replace("RIGHT", right, StringComparison.Ordinal))]), Is.EqualTo(expected));
    }

    [TestCase(null, "")]
    [TestCase("expiry-time=\"20990101000000Z\"", "wrong_expiry")]
    public void Compare_VersionThatThePlatformEnds_HasNoEndOnTheServer(string? options, string expected)
    {
        var version = new SecretVersion
        {
            VersionId = Guid.CreateVersion7(),
            State = "retiring",
            Fingerprint = Key.Fingerprint,
            PublicDataJson = $$"""{"public_key":"{{Key}}"}""",
            GraceEndsAt = GraceEnd,
            EndsByPlatform = true,
        };
        Assert.That(KindsOf(version, banned: false, [Line(options)]), Is.EqualTo(expected));
    }

    [Test]
    public void Compare_RetiringAfterItsEnd_NothingIsExpected([Values] bool isThere) =>
        Assert.That(KindsOf(Version("retiring", GraceEnd.AddHours(-2)), banned: false, isThere ? [Line(null)] : []), Is.Empty);

    [Test]
    public void Compare_SecondLineOfTheSameKeyWithoutItsEnd_IsFound()
    {
        var right = Line($"expiry-time=\"{GraceEnd.UtcDateTime:yyyyMMddHHmmss}Z\"");
        Assert.That(KindsOf(Version("retiring"), banned: false, [right, Line(null)]), Is.EqualTo("wrong_expiry"));
    }

    [TestCase(KeyOrigin.Unknown, "unknown_key", false)]
    [TestCase(KeyOrigin.LiveElsewhere, "unknown_key", false)]
    [TestCase(KeyOrigin.EndedElsewhere, "ended_key", true)]
    [TestCase(KeyOrigin.Banned, "banned_key", true)]
    [TestCase(KeyOrigin.Accepted, null, false)]
    [TestCase(KeyOrigin.Neighbours, null, false)]
    public void Compare_KeyOfNobodyHere(object standing, string? expected, bool repairsItself)
    {
        var foreign = new Dictionary<string, KeyOrigin>(StringComparer.Ordinal) { [Key.Fingerprint] = (KeyOrigin)standing };
        var observed = new AccountComparison([], new HashSet<string>(StringComparer.Ordinal), foreign, Now).Compare(new AccountCheckOutcome.Checked([Line(null)], []));

        Assert.That(observed.SingleOrDefault()?.Kind, Is.EqualTo(expected));
        Assert.That(observed.SingleOrDefault()?.RepairsItself ?? false, Is.EqualTo(repairsItself));
    }

    [TestCase("current", "copied_key", false)]
    [TestCase("retired", "ended_key", false)]
    [TestCase("revoked", "banned_key", false)]
    public void Compare_OwnKeyInAnotherFile_IsNamedWithItsPlace(string state, string expected, bool repairsItself)
    {
        var banned = state == "revoked" ? new HashSet<string>([Key.Fingerprint], StringComparer.Ordinal) : [];
        var observed = new AccountComparison([Version(state)], banned, new Dictionary<string, KeyOrigin>(StringComparer.Ordinal), Now)
            .Compare(new AccountCheckOutcome.Checked(state == "current" ? [Line(null)] : [], []) { Others = [Other($"# one\n{Key}")] });

        Assert.That(observed.Select(one => (one.Kind, one.RepairsItself)), Is.EqualTo(new[] { (expected, repairsItself) }));
        Assert.That(observed[0].Detail, Does.EndWith("It is in /etc/keys, line 2, which the platform does not edit."));
    }

    [TestCase("no key at all", "unclear_line")]
    [TestCase("ssh-future AAAA", "unclear_line")]
    [TestCase("#ssh-future AAAA", "")]
    [TestCase("ssh-ed25519 AAAA", "", Description = "no version of sshd takes it")]
    public void Compare_LineThatIsNotUnderstood_IsFoundInEveryFile_UnlessAccepted(string line, string expected)
    {
        var lines = AuthorizedKeysLine.ParseFile(Encoding.ASCII.GetBytes(line));
        Assert.That(Kinds(new AccountCheckOutcome.Checked(lines, []), []), Is.EqualTo(expected));
        Assert.That(Kinds(new AccountCheckOutcome.Checked([], []) { Others = [Other(line)] }, []), Is.EqualTo(expected));
        Assert.That(Kinds(new AccountCheckOutcome.Checked(lines, []), lines.Select(one => one.Hash!)), Is.Empty, "accepted");

        static string Kinds(AccountCheckOutcome.Checked check, IEnumerable<string> accepted) => string.Join(
            ' ',
            new AccountComparison([], new HashSet<string>(StringComparer.Ordinal), accepted.ToDictionary(mark => mark, _ => KeyOrigin.Accepted, StringComparer.Ordinal), Now)
                .Compare(check).Select(observation => observation.Kind));
    }

    [TestCase("authorizedkeyscommand", "/usr/bin/keys %u")]
    [TestCase("trustedusercakeys", "/etc/ssh/ca.pub")]
    public void Compare_SourceThatThePlatformDoesNotSee_IsNamed(string setting, string value)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { [setting] = value, ["authorizedkeysfile"] = ".ssh/authorized_keys" };
        var observed = new AccountComparison([], new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, KeyOrigin>(StringComparer.Ordinal), Now)
            .Compare(new AccountCheckOutcome.Checked([], []) { Settings = new SshdSettings("1", "/home/x", values) });

        Assert.That(observed.Single().Kind, Is.EqualTo("other_source"));
        Assert.That(observed.Single().Detail, Does.Contain(value));
    }

    [Test]
    public void Compare_ModeFaults_AreOneObservation()
    {
        var observed = new AccountComparison([], new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, KeyOrigin>(StringComparer.Ordinal), Now)
            .Compare(new AccountCheckOutcome.Checked([], ["The one.", "The other."]));

        Assert.That(observed, Is.EqualTo(new[] { new Observation("changed_mode", null, "The one. The other.", RepairsItself: true) }));
    }

    private static string KindsOf(SecretVersion version, bool banned, AuthorizedKeysLine[] lines) => string.Join(
        ' ',
        new AccountComparison(
            [version], banned ? new HashSet<string>([Key.Fingerprint], StringComparer.Ordinal) : [], new Dictionary<string, KeyOrigin>(StringComparer.Ordinal), Now)
            .Compare(new AccountCheckOutcome.Checked(lines, [])).Select(observation => observation.Kind));

    private static OtherKeyFile Other(string content) => new("/etc/keys", AuthorizedKeysLine.ParseFile(Encoding.ASCII.GetBytes(content)));

    private static SecretVersion Version(string state, DateTimeOffset? graceEndsAt = null) => new()
    {
        VersionId = Guid.CreateVersion7(),
        State = state,
        Fingerprint = Key.Fingerprint,
        PublicDataJson = $$"""{"public_key":"{{Key}}"}""",
        GraceEndsAt = state == "retiring" ? graceEndsAt ?? GraceEnd : null,
    };

    private static AuthorizedKeysLine Line(string? options) => AuthorizedKeysLine.ParseFile(Encoding.ASCII.GetBytes(options is null ? $"{Key}" : $"{options} {Key}")).Single();
}
