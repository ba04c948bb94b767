using System.Text;
using Npgsql;

namespace PenguinMails.TestKit;

/// <summary>Looks for material that must not be where it is looked for: in logs, answers, messages and tables.</summary>
public sealed class LogCanary
{
    private readonly List<(string Label, string Form)> _forms = [];

    /// <summary>Adds material to look for, as it is and as base64 and hexadecimal digits. Labels, not material, are reported.</summary>
    /// <param name="label">What to call it.</param>
    /// <param name="material">At least 8 characters, so that it is not found by chance.</param>
    public LogCanary Watch(string label, string material)
    {
        if (material.Length < 8)
        {
            throw new ArgumentException("Too short: it would be found by chance.", nameof(material));
        }

        var bytes = Encoding.UTF8.GetBytes(material);
        _forms.Add((label, material));
        _forms.Add(($"{label} as hexadecimal", Convert.ToHexString(bytes)));
        // Base64 of a text inside another one depends on where it starts: three forms, without the ends that its neighbours change.
        for (var offset = 0; offset < 3; offset++)
        {
            var shifted = Convert.ToBase64String([.. new byte[offset], .. bytes]).TrimEnd('=');
            _forms.Add(($"{label} as base64", shifted[(offset == 0 ? 0 : offset + 1)..^1]));
        }

        return this;
    }

    /// <summary>Adds a private key: each line of its body, because tools wrap it differently.</summary>
    public LogCanary WatchPrivateKey(string label, string pem)
    {
        // The first lines of OpenSSH's format are alike for all keys.
        foreach (var line in pem.Split('\n').Where(line => line.Length >= 40 && !line.StartsWith('-')).Skip(1))
        {
            Watch(label, line.Trim());
        }

        return this;
    }

    /// <summary>The labels of what was found; empty is good.</summary>
    public IReadOnlyList<string> FindIn(string text) =>
        [.. _forms.Where(form => text.Contains(form.Form, StringComparison.OrdinalIgnoreCase)).Select(form => form.Label).Distinct()];

    /// <summary>Looks through every row of every table of a database.</summary>
    /// <returns>Table and label of each find; empty is good.</returns>
    public async Task<IReadOnlyList<string>> FindInDatabaseAsync(string connectionString)
    {
        var found = new HashSet<string>();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (var table in await TablesAsync(connection))
        {
            // A row as text shows bytea as hexadecimal digits.
            await using var command = new NpgsqlCommand($"SELECT t::text FROM {table} t", connection);
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                found.UnionWith(FindIn(rows.GetString(0)).Select(label => $"{table}: {label}"));
            }
        }

        return [.. found];
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection)
    {
        const string Sql = """
            SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
            WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
            """;
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await rows.ReadAsync())
        {
            tables.Add(rows.GetString(0));
        }

        return tables;
    }
}
