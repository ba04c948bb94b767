using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace PenguinMails.LocalComponents;

/// <summary>What an authority may issue certificates for (RFC 5280, 4.2.1.10).</summary>
internal static class NameConstraints
{
    private const string Oid = "2.5.29.30";
    private static readonly Asn1Tag PermittedSubtrees = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag IpAddress = new(TagClass.ContextSpecific, 7);

    /// <summary>Names below these domains and addresses of these networks, no others.</summary>
    public static X509Extension Permit(IEnumerable<string> domains, IEnumerable<IPNetwork> networks)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(PermittedSubtrees))
        {
            foreach (var domain in domains)
            {
                using var subtree = writer.PushSequence();
                writer.WriteCharacterString(UniversalTagNumber.IA5String, domain, DnsName);
            }

            foreach (var network in networks)
            {
                using var subtree = writer.PushSequence();
                writer.WriteOctetString([.. network.BaseAddress.GetAddressBytes(), .. MaskOf(network)], IpAddress);
            }
        }

        return new X509Extension(Oid, writer.Encode(), critical: true);
    }

    private static IEnumerable<byte> MaskOf(IPNetwork network) =>
        network.BaseAddress.GetAddressBytes().Select((_, index) => (byte)(0xFF00 >> Math.Clamp(network.PrefixLength - (index * 8), 0, 8)));
}
