using System.Text;
using NUnit.Framework;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Tests.Ledger;

[Category("Pure")]
internal sealed class RecordHashTests
{
    [Test]
    public void Of_KnownRecord_IsWhatAnyoneComputes()
    {
        // Computed apart from this code:
        // python3 -c "import hashlib,struct as s;q=lambda n:s.pack('>q',n);t=lambda b:q(len(b))+b;print(hashlib.sha256(
        //   t(b'penguinmails.audit.1')+t(b'platform')+q(7)+q(1795512600123456)+t(bytes(32))+t(b'{}')).hexdigest())"
        var hash = RecordHash.Of(
            "platform", 7, DateTimeOffset.UnixEpoch.AddMicroseconds(1_795_512_600_123_456), new byte[32], Encoding.UTF8.GetBytes("{}"));

        Assert.That(Convert.ToHexStringLower(hash), Is.EqualTo("3c31b2382ca6dd98daa042a77852ba4e23936fe7573b8917853cc2d2f196d6b3"));
    }
}
