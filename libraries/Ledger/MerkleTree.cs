namespace PenguinMails.Ledger;

/// <summary>
/// The Merkle tree of RFC 6962, section 2.1, over the hashes of a checkpoint's records: leaves are SHA-256(0x00, hash), nodes
/// SHA-256(0x01, left, right). A record is proven to belong to a checkpoint with as many hashes as the tree is high.
/// </summary>
public static class MerkleTree
{
    /// <summary>The root over these hashes; of none, SHA-256 of nothing.</summary>
    public static byte[] Root(IReadOnlyList<byte[]> hashes)
    {
        var root = new MerkleRoot();
        foreach (var hash in hashes)
        {
            root.Add(hash);
        }

        return root.Current();
    }

    /// <summary>For every leaf its audit path, from the leaf's sibling up. The hashes of the tree are shared between the paths.</summary>
    public static IReadOnlyList<IReadOnlyList<byte[]>> Paths(IReadOnlyList<byte[]> hashes)
    {
        var paths = hashes.Select(_ => new List<byte[]>()).ToList();
        Collect([.. hashes.Select(hash => Leaf(hash))], 0, hashes.Count, paths);
        return paths;
    }

    /// <summary>Whether the hash stands at this place of the tree with this root (RFC 9162, section 2.1.3.2).</summary>
    /// <param name="hash">The record's.</param>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="count">How many leaves the tree has.</param>
    /// <param name="path">From the leaf's sibling up.</param>
    /// <param name="root">The signed root.</param>
    public static bool IsIn(byte[] hash, long index, long count, IReadOnlyList<byte[]> path, byte[] root)
    {
        if (index < 0 || index >= count)
        {
            return false;
        }

        var (position, last, current) = (index, count - 1, Leaf(hash));
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((position & 1) == 1 || position == last)
            {
                current = Node(sibling, current);
                while ((position & 1) == 0 && position != 0)
                {
                    position >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                current = Node(current, sibling);
            }

            position >>= 1;
            last >>= 1;
        }

        return last == 0 && current.AsSpan().SequenceEqual(root);
    }

    internal static byte[] Leaf(ReadOnlySpan<byte> hash)
    {
        var leaf = new byte[SHA256.HashSizeInBytes];
        Leaf(hash, leaf);
        return leaf;
    }

    internal static void Leaf(ReadOnlySpan<byte> hash, Span<byte> leaf)
    {
        Span<byte> input = stackalloc byte[1 + 32];
        input[0] = 0;
        hash[..32].CopyTo(input[1..]);
        Sha256.Hash(input, leaf);
    }

    internal static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var node = new byte[SHA256.HashSizeInBytes];
        Node(left, right, node);
        return node;
    }

    /// <summary>The destination may be one of the two.</summary>
    internal static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> node)
    {
        Span<byte> input = stackalloc byte[1 + 64];
        input[0] = 1;
        left[..32].CopyTo(input[1..]);
        right[..32].CopyTo(input[33..]);
        Sha256.Hash(input, node);
    }

    private static byte[] Collect(byte[][] leaves, int from, int count, List<List<byte[]>> paths)
    {
        if (count <= 1)
        {
            return count == 1 ? leaves[from] : SHA256.HashData([]);
        }

        var split = 1 << int.Log2(count - 1); // the largest power of two below
        var left = Collect(leaves, from, split, paths);
        var right = Collect(leaves, from + split, count - split, paths);
        for (var leaf = from; leaf < from + count; leaf++)
        {
            paths[leaf].Add(leaf < from + split ? right : left);
        }

        return Node(left, right);
    }
}
