using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Authentication;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Keeps what access tokens say for a short time, so that a client's next request costs no decryption. Expiry and sign-out are still
/// checked per request, outside of it; a withdrawn key of the ring takes effect after <see cref="Lifetime"/>. Tokens are known by
/// their hash: they are not kept.
/// </summary>
internal sealed class CachedTickets(ISecureDataFormat<AuthenticationTicket> inner, TimeProvider time) : ISecureDataFormat<AuthenticationTicket>
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<TokenHash, Entry> _entries = new();

    public string Protect(AuthenticationTicket data) => inner.Protect(data);

    public string Protect(AuthenticationTicket data, string? purpose) => inner.Protect(data, purpose);

    public AuthenticationTicket? Unprotect(string? protectedText)
    {
        if (string.IsNullOrEmpty(protectedText))
        {
            return null;
        }

        var hash = TokenHash.Of(protectedText);
        if (_entries.TryGetValue(hash, out var known) && time.GetElapsedTime(known.ReadAt) < Lifetime)
        {
            return known.Ticket;
        }

        if (inner.Unprotect(protectedText) is not { } ticket)
        {
            return null;
        }

        if (_entries.Count >= Capacity)
        {
            _entries.Clear();
        }

        _entries[hash] = new Entry(ticket, time.GetTimestamp());
        return ticket;
    }

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => inner.Unprotect(protectedText, purpose);

    private sealed record Entry(AuthenticationTicket Ticket, long ReadAt);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct TokenHash(UInt128 High, UInt128 Low)
    {
        public static TokenHash Of(string token)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
            return new TokenHash(
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash),
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
        }
    }
}
