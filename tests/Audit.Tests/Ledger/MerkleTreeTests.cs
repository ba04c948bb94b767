using System.Security.Cryptography;
using NUnit.Framework;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Tests.Ledger;

[Category("Pure")]
internal sealed class MerkleTreeTests
{
    [Test]
    public void Root_ThreeLeaves_IsWhatAnyoneComputes()
    {
        // python3 -c "import hashlib as h;H=lambda b:h.sha256(b).digest();L=[H(b'\0'+H(bytes([i]))) for i in range(3)];
        //   print(H(b'\1'+H(b'\1'+L[0]+L[1])+L[2]).hex())"
        var hashes = Hashes(3);

        Assert.That(Convert.ToHexStringLower(MerkleTree.Root(hashes)), Is.EqualTo("d1f13800048f5909d4043fc0c152f6643280cba608b672715e56ce159a20629f"));
        Assert.That(Convert.ToHexStringLower(MerkleTree.Root([])), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData([]))));
    }

    [Test]
    public void Paths_TreesOfEverySize_ProveEachLeafAtItsPlaceAndNoOther([Range(1, 40)] int count)
    {
        var hashes = Hashes(count);
        var root = MerkleTree.Root(hashes);

        var paths = MerkleTree.Paths(hashes);

        for (var index = 0; index < count; index++)
        {
            Assert.That(MerkleTree.IsIn(hashes[index], index, count, paths[index], root), Is.True, $"{index} of {count}");
            Assert.That(MerkleTree.IsIn(hashes[(index + 1) % count], index, count, paths[index], root), Is.EqualTo(count == 1), "another leaf");
            Assert.That(MerkleTree.IsIn(hashes[index], index + 1, count, paths[index], root), Is.False, "another place");
            Assert.That(MerkleTree.IsIn(hashes[index], index, count, [.. paths[index], root], root), Is.False, "a longer path");
        }
    }

    private static List<byte[]> Hashes(int count) => [.. Enumerable.Range(0, count).Select(number => SHA256.HashData([(byte)number]))];
}
