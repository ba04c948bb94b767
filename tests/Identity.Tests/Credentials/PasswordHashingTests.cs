using System.Buffers.Binary;
using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.Tests.Credentials;

[Category("Pure")]
public sealed class PasswordHashingTests
{
    // ASP.NET Core Identity's version 3: marker, pseudo-random function, iterations, size of the salt, each big-endian.
    private const int Function = 1;
    private const int Iterations = 5;
    private const uint HmacSha512 = 2;

    [Test]
    public void Hash_UnlessAskedForLess_IsSha512WithOwaspsIterations()
    {
        var hash = Convert.FromBase64String(new PasswordHashing().Hash("password"));

        Assert.That(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(Function)), Is.EqualTo(HmacSha512));
        Assert.That(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(Iterations)), Is.EqualTo(210_000));
    }

    [TestCase("password", ExpectedResult = true)]
    [TestCase("passwort", ExpectedResult = false)]
    public bool Matches_TheSamePasswordOnly(string password)
    {
        var hashing = new PasswordHashing(iterations: 1_000);

        return hashing.Matches(hashing.Hash("password"), password);
    }
}
