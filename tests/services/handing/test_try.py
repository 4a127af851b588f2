import subprocess, sys, zipfile, io, time
from pathlib import Path
from routing.database import reading
from routing.services import errands, verifying
from routing.services.handing import asking, packing, taking, transferring
from routing.queries.handing import Chosen
from routing.queries import handing as q
from routing.services.attaching import store
from tests.conftest import fresh_database, running
from tests.factories import *
from tests.files import samples as fs

def pack(house):
    h = house.person("hesufen")
    pid, eid = asking.ask(Chosen(), "copy", h)
    assert errands.run_next()
    row = errands.errand(eid, h)
    assert row.state == "done", row.message
    with store().open(q.package(reading(), pid, h).digest) as f: return f.read()

def test_it(seeds, tmp_path):
    (tmp_path/"a").mkdir(); (tmp_path/"b").mkdir()
    with fresh_database("sqlite", seeds, tmp_path/"a") as url, running(url, tmp_path/"a") as app:
        house = House(app)
        one = house.filed(attachments=house.attach("附件.docx", fs.word()))
        two = house.filed("incoming")
        first = pack(house)
    for db in ("sqlite","postgresql"):
      (tmp_path/db).mkdir()
      with fresh_database(db, seeds, tmp_path/db) as url, running(url, tmp_path/db) as app:
        house = House(app); h=house.person("hesufen")
        t=time.time()
        eid = taking.receive(io.BytesIO(first), h)
        assert errands.run_next()
        row = errands.errand(eid, h); print(row.state, row.message, row.report, time.time()-t)
        assert row.state == "done"
        rep = verifying.verify_all(); print(rep)
        second = pack(house)
        Path("/tmp/h5second.zip").write_bytes(second)
        a = zipfile.ZipFile(io.BytesIO(first)); b = zipfile.ZipFile(io.BytesIO(second))
        def payload(z): return {n.filename.partition("/")[2]: z.read(n) for n in z.infolist() if "/data/" in n.filename}
        pa, pb = payload(a), payload(b)
        assert pa.keys()==pb.keys()
        for n in pa: assert pa[n]==pb[n], n
        print([n for n in b.namelist() if "/data/" not in n])
        done=subprocess.run([sys.executable,"-I","/work/h5/tools/verify_package.py","/tmp/h5second.zip"],capture_output=True,text=True,cwd="/")
        print(done.stdout, done.stderr, done.returncode)
