using System.Buffers.Binary;
using System.Text;
using static PenguinMails.Ssh.Tests.Servers;

namespace PenguinMails.Ssh.Tests.AuthorizedKeys;

/// <summary>One key has many spellings that sshd takes; an edit removes them all.</summary>
[Category("Component")]
public sealed class SpellingTests : OwnServerTests
{
    [Test]
    public async Task Remove_EverySpellingThatSshdTakes_GoesToo([Values] SshKeyType type)
    {
        using var key = await Platform.Usual.NewKeyAsync(type);
        var spellings = SpellingsOf(key.PublicKey).ToArray();
        for (var index = 0; index < spellings.Length; index++)
        {
            await Server.WriteTenantKeysAsync(Encoding.Latin1.GetBytes(spellings[index] + "\n"));
            Assert.That(await Server.OfferAsync(key.PublicKey), Is.TypeOf<SshAnswer.Accepted>(), $"sshd takes {spellings[index]}");
        }

        await Server.WriteTenantKeysAsync(Encoding.Latin1.GetBytes(string.Join('\n', spellings) + "\n# mine\n"));
        await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, 1) { Remove = [key.PublicKey] });

        Assert.That(Encoding.Latin1.GetString(await Server.KeysOfTenantAsync()), Is.EqualTo("# mine\n"));
        Assert.That(await Server.OfferAsync(key.PublicKey), Is.TypeOf<SshAnswer.Refused>());
    }

    private static IEnumerable<string> SpellingsOf(PublicKey key)
    {
        var blob = Convert.FromBase64String(key.Blob);
        yield return $"{key.Algorithm}\t{key.Blob[..20]}\r\v\f{key.Blob[20..]}\r";
        yield return $"{key.Algorithm} {key.Blob}\0 of mine";
        yield return $" restrict,,No-Pty, {key} x";
        yield return $"{key.Algorithm} {Convert.ToBase64String(Renamed(blob, key.Algorithm + "\0"))}";
        yield return $"{key.Algorithm} {Convert.ToBase64String(Renamed(blob, key.Algorithm["ssh-".Length..].ToUpperInvariant()))}";
        if (key.Algorithm == "ssh-rsa")
        {
            yield return $"rsa-sha2-256 {key.Blob}";
            yield return $"ssh-rsa {Convert.ToBase64String(Renamed(blob, "rsa-sha2-512"))}";
            // A zero more in front of the exponent.
            yield return $"ssh-rsa {Convert.ToBase64String([.. blob[..11], 0, 0, 0, 4, 0, .. blob[15..]])}";
        }
    }

    private static byte[] Renamed(byte[] blob, string name)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, name.Length);
        return [.. length, .. Encoding.ASCII.GetBytes(name), .. blob[(4 + BinaryPrimitives.ReadInt32BigEndian(blob))..]];
    }
}
