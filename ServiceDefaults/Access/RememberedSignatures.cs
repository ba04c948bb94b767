using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.Tokens;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Verifies what a key has signed, and remembers by their digests which signatures were genuine: a token is sent with each request, and to
/// verify one takes a tenth of a read's processor time. Nothing but the arithmetic is left out the second time: end, audience and whether
/// the key is still published are judged by others, each time.
/// </summary>
internal sealed class RememberedSignatures : CryptoProviderFactory
{
    private const int MostSignatures = 10_000;

    private static readonly MemoryCache Genuine = new(new MemoryCacheOptions { SizeLimit = MostSignatures });

    public override SignatureProvider CreateForVerifying(SecurityKey key, string algorithm) =>
        new Verifier(base.CreateForVerifying(key, algorithm));

    public override SignatureProvider CreateForVerifying(SecurityKey key, string algorithm, bool cacheProvider) =>
        new Verifier(base.CreateForVerifying(key, algorithm, cacheProvider));

    public override void ReleaseSignatureProvider(SignatureProvider signatureProvider) =>
        base.ReleaseSignatureProvider(signatureProvider is Verifier verifier ? verifier.Arithmetic : signatureProvider);

    private sealed class Verifier(SignatureProvider arithmetic) : SignatureProvider(arithmetic.Key, arithmetic.Algorithm)
    {
        private static readonly MemoryCacheEntryOptions Entry =
            new() { Size = 1, AbsoluteExpirationRelativeToNow = TokenRules.Access.LongestLifetime };

        public SignatureProvider Arithmetic { get; } = arithmetic;

        public override byte[] Sign(byte[] input) => throw new NotSupportedException("A published key signs nothing.");

        public override bool Verify(byte[] input, byte[] signature) => Verify(input, 0, input.Length, signature, 0, signature.Length);

        public override bool Verify(byte[] input, int inputOffset, int inputLength, byte[] signature, int signatureOffset, int signatureLength)
        {
            var digest = DigestOf(input.AsSpan(inputOffset, inputLength), signature.AsSpan(signatureOffset, signatureLength));
            if (Genuine.TryGetValue(digest, out _))
            {
                return true;
            }

            var isGenuine = Arithmetic.Verify(input, inputOffset, inputLength, signature, signatureOffset, signatureLength);
            if (isGenuine)
            {
                Genuine.Set(digest, true, Entry);
            }

            return isGenuine;
        }

        protected override void Dispose(bool disposing)
        {
            // What it wraps belongs to the factory's own cache.
        }

        private string DigestOf(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes($"{Key.KeyId} {Algorithm} {input.Length} ")); // no other split of the same bytes has this digest
            hash.AppendData(input);
            hash.AppendData(signature);
            return Convert.ToHexString(hash.GetHashAndReset());
        }
    }
}
