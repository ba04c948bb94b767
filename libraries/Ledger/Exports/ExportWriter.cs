namespace PenguinMails.Ledger;

/// <summary>Writes an export line by line; nothing is kept.</summary>
public sealed class ExportWriter(Stream stream) : IAsyncDisposable
{
    private const int FlushAt = 64 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly MemoryStream _lines = new();
    private long _records;

    public Task WriteAsync(ExportHeader header, CancellationToken cancellationToken) => LineAsync(
        json =>
        {
            json.WriteString("type", ExportFormat.Header);
            json.WriteString("format", ExportFormat.NameOf(header.Format));
            json.WriteString("chain", header.Chain);
            json.WriteBoolean("complete", header.IsComplete);
            if (header.After > 0)
            {
                json.WriteString("after", Text(header.After));
            }

            json.WriteString("exportedAt", LedgerTime.Write(header.ExportedAt));
            json.WriteStartObject("filter");
            foreach (var (name, value) in header.Filter)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        },
        cancellationToken);

    public Task WriteAsync(ExportedRecord exported, CancellationToken cancellationToken)
    {
        _records++;
        return LineAsync(
            json =>
            {
                var record = exported.Record;
                json.WriteString("type", ExportFormat.Record);
                json.WriteString("sequence", Text(record.Sequence));
                json.WriteString("recordedAt", LedgerTime.Write(record.RecordedAt));
                json.WriteString("previousHash", Convert.ToHexStringLower(record.PreviousHash));
                json.WriteString("hash", Convert.ToHexStringLower(record.Hash));
                json.WritePropertyName("body");
                json.WriteRawValue(record.Body);
                WritePerson(json, "person", exported.Person);
                WritePerson(json, "onBehalfOf", exported.OnBehalfOf);
                WriteReason(json, exported.Reason);
                WriteProof(json, exported.Proof);
                WriteIds(json, exported.Ids);
            },
            cancellationToken);
    }

    public Task WriteAsync(SignedCheckpoint checkpoint, CancellationToken cancellationToken) => LineAsync(
        json =>
        {
            json.WriteString("type", ExportFormat.Checkpoint);
            json.WritePropertyName("statement");
            json.WriteRawValue(checkpoint.Statement.ToBytes());
            json.WriteString("signature", checkpoint.Signature);
        },
        cancellationToken);

    /// <summary>The last line: without it, the export was cut off.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await LineAsync(
            json =>
            {
                json.WriteString("type", ExportFormat.End);
                json.WriteString("records", Text(_records));
            },
            cancellationToken);
        await FlushAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    private static void WritePerson(Utf8JsonWriter json, string name, ExportedPerson? person)
    {
        if (person is not null)
        {
            json.WriteStartObject(name);
            json.WriteString("user", person.User);
            json.WriteString("ipAddress", person.IpAddress);
            json.WriteString("userAgent", person.UserAgent);
            json.WriteString("salt", Convert.ToHexStringLower(person.Salt));
            json.WriteEndObject();
        }
    }

    private static void WriteReason(Utf8JsonWriter json, ExportedReason? reason)
    {
        if (reason is not null)
        {
            json.WriteStartObject("reason");
            json.WriteString("text", reason.Text);
            json.WriteString("salt", Convert.ToHexStringLower(reason.Salt));
            json.WriteEndObject();
        }
    }

    private static void WriteProof(Utf8JsonWriter json, IReadOnlyList<byte[]>? proof)
    {
        if (proof is not null)
        {
            json.WriteStartArray("proof");
            foreach (var hash in proof)
            {
                json.WriteStringValue(Convert.ToHexStringLower(hash));
            }

            json.WriteEndArray();
        }
    }

    private static void WriteIds(Utf8JsonWriter json, ArchivedIds? ids)
    {
        if (ids is not null)
        {
            json.WriteStartObject("ids");
            json.WriteNumber("format", ids.Format);
            json.WriteNumber("person", ids.PersonId);
            if (ids.OriginId is { } origin)
            {
                json.WriteNumber("origin", origin);
            }

            if (ids.PathId is { } path)
            {
                json.WriteNumber("path", path);
            }

            if (ids.OnBehalfOf is { } principal)
            {
                json.WriteNumber("onBehalfOf", principal);
            }

            json.WriteEndObject();
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task LineAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        using (var json = new Utf8JsonWriter(_lines, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        _lines.WriteByte((byte)'\n');
        if (_lines.Length >= FlushAt)
        {
            await FlushAsync(cancellationToken);
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_lines.GetBuffer().AsMemory(0, (int)_lines.Length), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        _lines.SetLength(0);
    }
}
