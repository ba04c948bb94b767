using System.Globalization;
using PenguinMails.TestKit;

namespace PenguinMails.Ssh.Tests.AuthorizedKeys.Differential;

/// <summary>
/// The product reads authorized_keys as sshd does, both ways: what sshd accepts it sees, and what it sees sshd accepts. Thousands of files
/// are written, and each key is offered to a real sshd. AUTHORIZED_KEYS_CASES sets how many, AUTHORIZED_KEYS_SEED where they begin.
/// </summary>
[Category("Component")]
public sealed class SameAnswerAsSshdTests
{
    private const int UsualCases = 2_000;
    private const int MostShown = 20;
    private static readonly string[] Accounts = [.. Enumerable.Range(0, 8).Select(number => $"tenant-0000000{number}")];

    [Test]
    public async Task Read_GeneratedFiles_SaysOfEachKeyWhatSshdSays()
    {
        var (cases, seed) = (Setting("AUTHORIZED_KEYS_CASES", UsualCases), Setting("AUTHORIZED_KEYS_SEED", 20_261_129));
        await using var server = await TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = Accounts });
        await server.ConfigureAsync($"MaxAuthTries {int.MaxValue}\nLoginGraceTime 0\nPubkeyAcceptedAlgorithms +ssh-dss\nMaxStartups 100");
        await server.RunAsRootAsync($"for account in {string.Join(' ', Accounts)}; do install -d -m 700 -o $account /home/$account/.ssh; install -m 600 -o $account /dev/null /home/$account/.ssh/authorized_keys; done");
        var folder = TestFolder.Create("certificate");
        var pool = await KeyPool.MakeAsync(folder, Accounts);
        Directory.Delete(folder, recursive: true);

        var offered = new List<Compared>[Accounts.Length];
        await Task.WhenAll(Accounts.Select((account, index) => Task.Run(async () =>
        {
            var path = $"{server.RootFolder}/home/{account}/.ssh/authorized_keys";
            offered[index] = [.. Enumerable.Range(0, cases).Where(number => number % Accounts.Length == index).SelectMany(number => Compared.Of(pool, seed + number, path))];
            await OfferingClient.RunAsync(server.Address, server.Port, account, [.. offered[index].Select(one => one.Offer)]);
        })));

        var all = offered.SelectMany(of => of).ToArray();
        var (accepted, unsure) = (all.Count(one => one.Offer.WasAccepted), all.Count(one => one.Expected is null));
        TestContext.Out.WriteLine($"{all.Length} keys offered for {cases} files: {accepted} accepted; of {unsure} the file alone does not tell");
        var different = all.Where(one => one.Expected is { } expected && expected != one.Offer.WasAccepted).ToArray();
        Assert.That(different.Take(MostShown).Select(one => one.ToString()), Is.Empty, $"{different.Length} differ");
        // Neither answer is always right.
        Assert.That((double)accepted / all.Length, Is.InRange(0.15, 0.85));
        Assert.That((double)unsure / all.Length, Is.LessThan(0.1));
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? int.Parse(set, CultureInfo.InvariantCulture) : usual;

    /// <summary>A key that is offered for a file, and what the product says of it.</summary>
    private sealed record Compared(int Seed, GeneratedFile File, OfferableKey Key, bool? Expected, Offer Offer)
    {
        public static IEnumerable<Compared> Of(KeyPool pool, int seed, string path)
        {
            var file = GeneratedFile.Make(pool, seed);
            var lines = AuthorizedKeysLine.ParseFile(file.Content);
            var now = TimeProvider.System.GetUtcNow();
            return file.Offered.Select(key => new Compared(
                seed, file, key, key.IsAcceptedBy(lines, now), new Offer(key, () => System.IO.File.WriteAllBytes(path, file.Content))));
        }

        public override string ToString() =>
            $"seed {Seed}, {Key.Algorithm} {Convert.ToBase64String(Key.Blob)}: sshd {(Offer.WasAccepted ? "accepts" : "refuses")} it; file {Convert.ToBase64String(File.Content.AsSpan(0, Math.Min(File.Content.Length, 3000)))}";
    }
}
