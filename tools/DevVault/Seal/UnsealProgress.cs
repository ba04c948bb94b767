using System.Security.Cryptography;

namespace PenguinMails.DevVault.Seal;

/// <summary>The shares given so far in one attempt to unseal.</summary>
internal sealed class UnsealProgress
{
    private readonly List<byte[]> _shares = [];

    /// <summary>Names the attempt, so that holders of shares see whether they take part in the same one. Empty when none runs.</summary>
    public string Nonce { get; private set; } = string.Empty;

    public int Count => _shares.Count;

    /// <summary>The same share twice counts once.</summary>
    public void Add(byte[] share)
    {
        if (_shares.Count == 0)
        {
            Nonce = Guid.CreateVersion7().ToString();
        }

        if (!_shares.Exists(known => CryptographicOperations.FixedTimeEquals(known, share)))
        {
            _shares.Add(share);
        }
    }

    /// <summary>The key that the shares make. The attempt is over, whether or not it is the right one.</summary>
    public byte[] Combine()
    {
        var key = _shares.Count == 1 ? [.. _shares[0]] : Shamir.Combine(_shares);
        Reset();
        return key;
    }

    public void Reset()
    {
        _shares.ForEach(share => CryptographicOperations.ZeroMemory(share));
        _shares.Clear();
        Nonce = string.Empty;
    }
}
