using System.Security.Cryptography;
using PenguinMails.DevVault.Logical;

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
    /// <exception cref="RefusedException">Two shares were taken at the same point: one of them is false.</exception>
    public byte[] Combine()
    {
        try
        {
            return _shares.Count == 1 ? [.. _shares[0]]
                : _shares.Select(share => share[^1]).Distinct().Count() == _shares.Count && _shares.TrueForAll(share => share.Length == _shares[0].Length)
                    ? Shamir.Combine(_shares)
                    : throw new RefusedException(new(
                        StatusCodes.Status500InternalServerError, "failed to compute combined key: duplicate part detected"));
        }
        finally
        {
            Reset();
        }
    }

    public void Reset()
    {
        _shares.ForEach(share => CryptographicOperations.ZeroMemory(share));
        _shares.Clear();
        Nonce = string.Empty;
    }
}
