using System.Text.Json.Serialization;
using PenguinMails.KeyIssuance.ApiKeys.Keys;

namespace PenguinMails.KeyIssuance.ApiKeys.Leaks;

/// <summary>Where the public keys come from that sign reports of leaked keys.</summary>
internal interface IScanningKeySource
{
    /// <summary>Reads the published keys.</summary>
    /// <exception cref="HttpRequestException">The list cannot be had now.</exception>
    Task<IReadOnlyList<ScanningKey>> ReadAsync(CancellationToken cancellationToken);
}

/// <param name="KeyId">Its name in requests.</param>
/// <param name="Pem">A public key of P-256.</param>
internal sealed record ScanningKey([property: JsonPropertyName("key_identifier")] string KeyId, [property: JsonPropertyName("key")] string Pem);

/// <summary>Reads the list from the address in the settings.</summary>
internal sealed class HttpScanningKeys(IHttpClientFactory clients, IOptions<ApiKeyOptions> options) : IScanningKeySource
{
    public const string ClientName = "secret-scanning-keys";

    public async Task<IReadOnlyList<ScanningKey>> ReadAsync(CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        try
        {
            return (await client.GetFromJsonAsync<Published>(options.Value.ScanningKeysAddress, cancellationToken))?.Keys ?? [];
        }
        catch (Exception failure) when (failure is JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The list of public keys could not be read.", failure);
        }
    }

    private sealed record Published([property: JsonPropertyName("public_keys")] IReadOnlyList<ScanningKey>? Keys);
}

/// <summary>
/// Verifies who signed a report. The keys are kept for an hour; a name that is unknown has the list read again, once a minute at most: requests that
/// anybody can make must cost nothing outside.
/// </summary>
internal sealed class ScanningSignatures(IScanningKeySource source, TimeProvider time) : IDisposable
{
    private const int LongestSignature = 128; // of P-256 in DER: at most 72
    private static readonly TimeSpan Freshness = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reading = new(1);
    private IReadOnlyList<ScanningKey> _keys = [];
    private long? _readAt;

    /// <param name="keyId">The key that the request names.</param>
    /// <param name="signature">The signature in base64: ECDSA with P-256 and SHA-256, as a DER sequence (RFC 3279, 2.2.3).</param>
    /// <param name="body">What was signed.</param>
    /// <param name="cancellationToken">Ends the reading of the list.</param>
    public async Task<bool> AreOfScannerAsync(string keyId, string signature, byte[] body, CancellationToken cancellationToken)
    {
        var bytes = new byte[LongestSignature];
        if (!Convert.TryFromBase64String(signature, bytes, out var length) || await FindAsync(keyId, cancellationToken) is not { } key)
        {
            return false;
        }

        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportFromPem(key.Pem);
            return ecdsa.KeySize == 256 && ecdsa.VerifyData(body, bytes.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception malformed) when (malformed is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task<ScanningKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var known = Find(keyId);
            var age = _readAt is { } readAt ? time.GetElapsedTime(readAt) : TimeSpan.MaxValue;
            if (age < (known is null ? ShortestInterval : Freshness))
            {
                return known;
            }

            _readAt = time.GetTimestamp();
            _keys = await source.ReadAsync(cancellationToken);
            return Find(keyId);
        }
        finally
        {
            _reading.Release();
        }
    }

    private ScanningKey? Find(string keyId) => _keys.FirstOrDefault(key => key.KeyId == keyId);
}
