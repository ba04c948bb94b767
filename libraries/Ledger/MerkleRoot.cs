namespace PenguinMails.Ledger;

/// <summary>The root of a growing <see cref="MerkleTree"/>, in as much memory as the tree is high.</summary>
public sealed class MerkleRoot
{
    // The roots of the perfect subtrees from left to right: one per bit that is set in Count.
    private readonly List<byte[]> _subtrees = [];

    public long Count { get; private set; }

    public void Add(ReadOnlySpan<byte> hash)
    {
        Span<byte> node = stackalloc byte[SHA256.HashSizeInBytes];
        MerkleTree.Leaf(hash, node);
        for (var count = Count; (count & 1) == 1; count >>= 1)
        {
            MerkleTree.Node(_subtrees[^1], node, node);
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }

        _subtrees.Add(node.ToArray());
        Count++;
    }

    public byte[] Current()
    {
        if (_subtrees.Count == 0)
        {
            return SHA256.HashData([]);
        }

        var root = _subtrees[^1];
        for (var index = _subtrees.Count - 2; index >= 0; index--)
        {
            root = MerkleTree.Node(_subtrees[index], root);
        }

        return root;
    }

    public void Clear()
    {
        _subtrees.Clear();
        Count = 0;
    }
}
